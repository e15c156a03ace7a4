import { inDeltas, inFragments } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { isObject, objects, textOf, type JsonObject } from '../server-reply.ts'

/** Moves all arguments of a call into the fragment that opens it. */
function inOneFragment(chunks: JsonObject[]): JsonObject[] {
  const opened = new Map<unknown, JsonObject>()
  const kept: JsonObject[] = []
  for (const chunk of chunks) {
    const delta = objects(chunk['choices'])[0]?.['delta']
    const [fragment] = isObject(delta) ? objects(delta['tool_calls']) : []
    const fn = isObject(fragment?.['function']) ? fragment['function'] : undefined
    const opening = fragment && opened.get(fragment['index'])
    if (opening) opening['arguments'] = textOf(opening['arguments']) + textOf(fn?.['arguments'])
    else kept.push(chunk)
    if (fragment && fn && !opening) opened.set(fragment['index'], fn)
  }
  return kept
}

export const deviations: Deviation[] = [
  {
    name: 'stream-index-always-0',
    about: 'every fragment has index 0',
    seen: ['Ollama 0.20.2'],
    rules: ['tools/parallel/stream-indexes'],
    hooks: inFragments((fragment) => {
      fragment['index'] = 0
    }),
  },
  {
    name: 'stream-index-absent',
    about: 'fragments have no index',
    seen: ['Ollama before 0.4.7'],
    rules: ['tools/stream-fragments/index'],
    hooks: inFragments((fragment) => {
      delete fragment['index']
    }),
  },
  {
    name: 'stream-index-from-1',
    about: 'indexes begin at 1',
    rules: ['tools/stream-fragments/index'],
    hooks: inFragments((fragment) => {
      fragment['index'] = Number(fragment['index']) + 1
    }),
  },
  {
    name: 'stream-index-text',
    about: 'indexes are strings',
    rules: ['tools/stream-fragments/index'],
    hooks: inFragments((fragment) => {
      fragment['index'] = String(fragment['index'])
    }),
  },
  {
    name: 'stream-finish-stop',
    about: 'a streamed call ends with `stop`',
    seen: ['Ollama 0.4.6'],
    rules: ['tools/finish-reason/streamed'],
    hooks: inDeltas((_, choice) => {
      if (choice['finish_reason'] === 'tool_calls') choice['finish_reason'] = 'stop'
    }),
  },
  {
    name: 'stream-id-absent',
    about: 'the first fragment has no id',
    seen: ['Ollama with gpt-oss', 'vLLM'],
    rules: ['tools/stream-fragments/opens-with-id'],
    hooks: inFragments((fragment) => {
      delete fragment['id']
    }),
  },
  {
    name: 'stream-id-empty',
    about: 'the first fragment has the id ""',
    rules: ['tools/stream-fragments/opens-with-id'],
    hooks: inFragments((fragment, _, opens) => {
      if (opens) fragment['id'] = ''
    }),
  },
  {
    name: 'stream-id-of-second-empty',
    about: 'the second call of a stream has the id ""',
    rules: ['tools/ids/opens-every-call'],
    hooks: inFragments((fragment, _, opens) => {
      if (opens && fragment['index'] !== 0) fragment['id'] = ''
    }),
  },
  {
    name: 'stream-id-changes',
    about: 'each fragment has an id of its own',
    rules: ['tools/stream-fragments/opens-with-name', 'tools/stream/arguments-join'],
    hooks: {
      chunks: (chunks) => {
        let n = 0
        return (
          inFragments((fragment) => {
            fragment['id'] = `call_${n++}`
          }).chunks?.(chunks, { model: '', messages: [] }) ?? chunks
        )
      },
    },
  },
  {
    name: 'stream-type-absent',
    about: 'the first fragment has no type',
    seen: ['vLLM'],
    rules: ['tools/stream-fragments/opens-with-type'],
    hooks: inFragments((fragment) => {
      delete fragment['type']
    }),
  },
  {
    name: 'stream-name-repeated',
    about: 'the name comes with every fragment',
    seen: ['llama.cpp'],
    rules: ['tools/stream-fragments/name-once'],
    hooks: inFragments((_, fn, opens) => {
      if (!opens) fn['name'] = 'get_weather'
    }),
  },
  {
    name: 'stream-name-emptied',
    about: 'later fragments have the name ""',
    seen: ['LM Studio'],
    rules: ['tools/stream-fragments/id-and-type-once'],
    hooks: inFragments((_, fn, opens) => {
      if (!opens) fn['name'] = ''
    }),
  },
  {
    name: 'stream-name-late',
    about: 'the name is missing where the call opens',
    rules: ['tools/stream-fragments/opens-with-name'],
    hooks: inFragments((_, fn) => {
      delete fn['name']
    }),
  },
  {
    name: 'stream-arguments-cumulative',
    about: 'fragments repeat the arguments so far',
    rules: ['tools/stream/arguments-join'],
    hooks: {
      chunks: (chunks) => {
        let said = ''
        return (
          inFragments((_, fn, opens) => {
            said = opens ? '' : said + textOf(fn['arguments'])
            fn['arguments'] = said
          }).chunks?.(chunks, { model: '', messages: [] }) ?? chunks
        )
      },
    },
  },
  {
    name: 'stream-arguments-object',
    about: 'streamed arguments are an object',
    rules: ['tools/stream/arguments-join'],
    hooks: inFragments((_, fn) => {
      fn['arguments'] = { city: 'Rome' }
    }),
  },
  {
    name: 'stream-arguments-wrapped',
    about: 'streamed arguments are wrapped in the function’s name',
    rules: ['tools/stream/same-as-plain'],
    hooks: {
      generation: (choice, request) =>
        request['stream'] === true
          ? {
              ...choice,
              calls: choice.calls.map((call) => ({ ...call, arguments: `{"${call.name}":${call.arguments}}` })),
            }
          : choice,
    },
  },
  {
    name: 'stream-arguments-whole',
    about: 'arguments come in one fragment, with the name',
    seen: ['Ollama'],
    rules: ['tools/stream/in-pieces'],
    hooks: { chunks: inOneFragment },
  },
  {
    name: 'stream-arguments-lost',
    about: 'the last fragment of the arguments is dropped',
    rules: ['tools/stream/arguments-join'],
    hooks: {
      chunks: (chunks) =>
        chunks.filter((chunk) => chunk !== chunks.findLast((one) => JSON.stringify(one).includes('"tool_calls":['))),
    },
  },
  {
    name: 'stream-calls-not-streamed',
    about: 'streamed answers have no calls, only text',
    seen: ['Ollama before 0.4.6'],
    rules: ['tools/choice-required/forces-a-call-streamed'],
    hooks: {
      generation: (choice, request) =>
        request['stream'] === true && choice.calls.length > 0
          ? { ...choice, calls: [], text: choice.calls[0]?.arguments ?? '', finish: 'stop' }
          : choice,
    },
  },
  {
    name: 'stream-call-on-finish',
    about: 'the finish chunk carries a fragment',
    rules: [],
    aside: 'where the finish comes is left free, and no rule is about this fragment alone',
    hooks: inDeltas((delta, choice) => {
      if (choice['finish_reason'] === 'tool_calls') delta['tool_calls'] = [{ index: 0, function: { arguments: '' } }]
    }),
  },
  {
    name: 'stream-text-beside-call',
    about: 'the call is streamed as text too',
    rules: ['tools/markup/not-in-content'],
    hooks: inDeltas((delta) => {
      if (delta['tool_calls']) delta['content'] = JSON.stringify(delta['tool_calls'])
    }),
  },
  {
    name: 'stream-finish-twice',
    about: 'two chunks end with `tool_calls`',
    seen: ['OpenRouter'],
    rules: ['streaming/finish/one'],
    hooks: {
      chunks: (chunks) =>
        chunks.flatMap((chunk) =>
          JSON.stringify(chunk).includes('"finish_reason":"tool_calls"') ? [chunk, structuredClone(chunk)] : [chunk],
        ),
    },
  },
]
