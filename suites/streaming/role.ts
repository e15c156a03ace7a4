import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { isChatStream, eachChoice } from '../../src/checks/stream.ts'
import {
  chunks,
  sse,
  stream,
  streamed,
  streamWith,
  suite,
  toolCall,
  extra,
  wrongOrMissing,
  type Json,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming; observed in 465 of 465 choices'

/** A stream whose deltas have these roles; undefined is no key. */
const withRoles = (roleAt: (place: number) => Json | undefined) => ({
  streamed: streamWith({ content: '1, 2, 3', finish: 'length' }, (all) =>
    all.map((chunk, place) => {
      const [choice] = chunk['choices'] as { [key: string]: Json }[]
      const { role: _role, ...delta } = (choice?.['delta'] ?? {}) as { [key: string]: Json }
      const role = roleAt(place)
      return { ...chunk, choices: [{ ...choice, delta: role === undefined ? delta : { role, ...delta } }] }
    }),
  ),
})

/** A first chunk with the role and the beginning of a call, as OpenAI sends it. */
const callFirst = sse(
  (() => {
    const [first = {}, opening = {}, ...rest] = chunks({ toolCalls: [toolCall('get_weather', '{"city":"Rome"}')] })
    const [choice] = opening['choices'] as { [key: string]: Json }[]
    const delta = {
      role: 'assistant',
      content: null,
      ...((choice?.['delta'] ?? {}) as { [key: string]: Json }),
      refusal: null,
    }
    return [{ ...first, choices: [{ ...choice, delta }] }, ...rest]
  })(),
)

const twoChoices = sse(
  chunks({ content: 'one two' }).flatMap((chunk) =>
    [0, 1].map((index) => {
      const [choice] = chunk['choices'] as { [key: string]: Json }[]
      return { ...chunk, choices: [{ ...choice, index }] }
    }),
  ),
)

export default suite({
  id: 'streaming/role',
  about: 'a streamed chat answer and the role in its deltas',
  model: 'chat',
  steps: { streamed: streamed({ messages: COUNTING, max_tokens: 24 }) },
  conforming: { streamed: stream({ content: '1, 2, 3', finish: 'length' }) },
  rules: {
    first: {
      level: 'should',
      sentence: 'The first delta of each choice has `role: "assistant"`.',
      source: SOURCE,
      breaks:
        'the stream helper of openai-node ends with "missing role for choice 0"; LangChain cannot tell whose message it is',
      traffic: eachChoice(isChatStream, ([piece], stream) =>
        piece?.delta['role'] === 'assistant'
          ? undefined
          : wrongOrMissing(
              stream,
              `${piece?.path}.delta.role`,
              'the choice begins without its role',
              'assistant',
              piece?.delta['role'],
            ),
      ),
      violating: [
        withRoles(() => undefined),
        withRoles((place) => (place === 0 ? '' : undefined)),
        withRoles((place) => (place === 1 ? 'assistant' : undefined)),
      ],
      conforming: [{}, { streamed: callFirst }, { streamed: twoChoices }],
    },
    once: {
      level: 'should',
      sentence: 'No later delta of a choice repeats the role.',
      source: SOURCE,
      breaks:
        'the AI SDK and LangChain had to learn to ignore it; Zed takes `""` for an unknown role and ends the answer',
      traffic: eachChoice(isChatStream, (pieces, stream) => {
        const again = pieces.slice(1).find(({ delta }) => delta['role'] !== undefined && delta['role'] !== null)
        return again && extra(stream, `${again.path}.delta.role`, 'the role comes again', 'absent', again.delta['role'])
      }),
      // Ollama up to 0.32.5 sent it with every delta.
      violating: [withRoles(() => 'assistant'), withRoles((place) => (place === 0 ? 'assistant' : ''))],
      conforming: [{}, { streamed: callFirst }, { streamed: twoChoices }],
    },
  },
})
