import { THREE_WORDS } from '../../fixtures/sent/prompts.ts'
import { isObject } from '../../src/checks/reply.ts'
import { answer, chat, inconclusive, measured, refusable, suite, ignored, type Json } from '../../src/define/index.ts'

const TEXT = 'sun moon stars'
const DETAILS = '$.usage.completion_tokens_details'
const counted = (details: Json): ReturnType<typeof answer> =>
  answer({
    content: TEXT,
    usage: {
      prompt_tokens: 40,
      completion_tokens: 4,
      total_tokens: 44,
      ...(details === null ? {} : { completion_tokens_details: details }),
    },
  })

export default suite({
  id: 'parameters/prediction',
  about: 'three words that the pattern has the model say, foretold in `prediction`',
  model: 'chat',
  answered: 'may',
  steps: {
    foretold: refusable(
      chat({ messages: THREE_WORDS, max_tokens: 12, prediction: { type: 'content', content: TEXT } }),
    ),
  },
  conforming: {
    foretold: counted({ reasoning_tokens: 0, accepted_prediction_tokens: 3, rejected_prediction_tokens: 0 }),
  },
  rules: {
    'is-counted': {
      level: 'may',
      sentence: 'The tokens of a `prediction` are counted as accepted or rejected, or the request is refused.',
      source:
        'https://platform.openai.com/docs/guides/predicted-outputs; refused for most models and beside several other parameters',
      breaks: 'editors that foretell a file to have it back faster wait as long as without, and cannot tell',
      parameter: 'chat.prediction',
      *check({ foretold }) {
        const { usage } = foretold.reply ?? {}
        const details =
          isObject(usage) && isObject(usage['completion_tokens_details']) ? usage['completion_tokens_details'] : {}
        const counts = [details['accepted_prediction_tokens'], details['rejected_prediction_tokens']]
        if (!counts.some((count) => typeof count === 'number')) {
          return yield ignored(
            foretold,
            `${DETAILS}.accepted_prediction_tokens`,
            'nothing tells what became of the prediction',
            'a count',
            'absent',
          )
        }
        const [accepted, rejected] = counts.map((count) => Number(count ?? 0))
        // A short prediction may be passed over, and a server that always writes 0 looks the same.
        if ((accepted ?? 0) + (rejected ?? 0) === 0)
          return inconclusive('no token of the prediction is counted, neither as accepted nor as rejected')
        return measured(`${accepted} tokens of the prediction accepted, ${rejected} rejected`)
      },
      violating: [{ foretold: counted(null) }, { foretold: counted({ reasoning_tokens: 0 }) }],
      inconclusive: [{ foretold: counted({ accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 }) }],
    },
  },
})
