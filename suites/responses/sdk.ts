import {
  cutResponse,
  messageItem,
  reasoningItem,
  responseOf,
  streamedResponse,
  thinkingItem,
} from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import {
  ENDS,
  finalResponse,
  itemsOf,
  outputText,
  responseOf as responseFrom,
} from '../../src/checks/response-stream.ts'
import { valueOf, taken } from '../../src/checks/sdk.ts'
import { inconclusive, json, respond, suite, throughSdk, extra, missing, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://github.com/openai/openai-node/blob/master/helpers.md'
const BODY = { input: COUNTING, max_output_tokens: 16 }
const RESPONSE = cutResponse('1, 2, 3, 4, 5')
const without = (type: string) => streamedResponse(RESPONSE, (all) => all.filter((event) => event.type !== type))
/** As servers stream reasoning that never open the part of the summary. */
const unopened = streamedResponse(responseOf([reasoningItem('They want numbers.'), messageItem('1, 2')]), (all) =>
  all.filter(({ type }) => !type.startsWith('response.reasoning_summary_part')),
)
const { output: _output, ...outputless } = RESPONSE
const failing = json({ output: 'none' })

const THOUGHTFUL = responseOf([thinkingItem('They greet me.'), messageItem('Hello there.')])

export default suite({
  id: 'responses/sdk',
  about: 'a response through the official SDK: awaited, iterated, and put together by its stream helper',
  model: 'chat',
  steps: {
    created: throughSdk('respond', respond(BODY)),
    iterated: throughSdk('respond-iterate', respond({ ...BODY, stream: true })),
    helped: throughSdk('respond-stream-helper', respond({ ...BODY, stream: true })),
  },
  conforming: { created: json(RESPONSE), iterated: streamedResponse(RESPONSE), helped: streamedResponse(RESPONSE) },
  rules: {
    'output-text': {
      level: 'should',
      sentence: 'openai-node gives the text of a response as `output_text`.',
      source: SOURCE,
      breaks: 'the first line of every example: `response.output_text` is empty or undefined',
      reads: ['created'],
      *check({ created }) {
        yield* taken(created)
        const value = valueOf(created)
        if (!isObject(value)) return
        const text = outputText(responseFrom(created))
        if (text === '' && itemsOf(responseFrom(created)).length > 0)
          return inconclusive('the response has no text to see')
        if (value['output_text'] !== text || text === '')
          yield missing(
            created,
            '$.output_text',
            'the caller does not see the text',
            text || 'text',
            value['output_text'] ?? null,
          )
      },
      violating: [
        { created: failing },
        { created: json(outputless) },
        { created: json({ ...RESPONSE, object: 'chat.completion' }) },
      ],
      conforming: [{}, { created: json(THOUGHTFUL) }],
      inconclusive: [{ created: json(cutResponse('')) }],
    },
    iterates: {
      level: 'should',
      sentence: 'Iterating a streamed response with openai-node gives text deltas and one last event.',
      source: SOURCE,
      breaks: 'every app that streams responses with the official SDK',
      reads: ['iterated'],
      *check({ iterated }) {
        yield* taken(iterated)
        if (!iterated.sdk?.ok) return
        const seen = asArray(valueOf(iterated)).filter(isObject)
        const ends = seen.filter(({ type }) => ENDS.includes(String(type))).length
        if (ends !== 1)
          yield (ends === 0 ? missing : extra)(iterated, 'events[].type', `the loop sees ${ends} ends`, 1, ends)
        if (seen.some(({ type }) => type === 'response.output_text.delta')) return
        if (outputText(finalResponse(iterated)) === '') return inconclusive('the stream has no text to see')
        yield missing(iterated, 'events[].delta', 'the loop sees no text', 'response.output_text.delta', 'none')
      },
      violating: [{ iterated: without('response.incomplete') }, { iterated: without('response.output_text.delta') }],
      inconclusive: [{ iterated: streamedResponse(cutResponse('')) }],
    },
    helper: {
      level: 'should',
      sentence: 'The stream helper of openai-node puts the response together without an error.',
      source: SOURCE,
      breaks:
        'apps that use `responses.stream()`: it insists on `response.created`, and on an item and a part for every delta',
      reads: ['helped'],
      check: ({ helped }) => taken(helped),
      violating: [
        { helped: without('response.created') },
        { helped: without('response.output_item.added') },
        { helped: without('response.content_part.added') },
        { helped: unopened },
      ],
    },
    'helper-response': {
      level: 'should',
      sentence: 'What the helper puts together is the response of the last event.',
      source: SOURCE,
      breaks: 'apps that store the final response of the helper',
      reads: ['helped'],
      *check({ helped }) {
        const value = valueOf(helped)
        if (!isObject(value)) return inconclusive('the helper gave no response')
        const last = finalResponse(helped)
        for (const key of ['id', 'status'])
          if (value[key] !== last?.[key])
            yield wrong(
              helped,
              `$.${key}`,
              'not what the last event says',
              last?.[key] ?? 'a last event',
              value[key] ?? null,
            )
        if (outputText(value) !== outputText(last))
          yield wrong(helped, '$.output', 'not the text of the last event', outputText(last), outputText(value))
      },
      violating: [{ helped: without('response.incomplete') }],
      conforming: [{}, { helped: streamedResponse(THOUGHTFUL) }],
      inconclusive: [{ helped: without('response.created') }],
    },
  },
})
