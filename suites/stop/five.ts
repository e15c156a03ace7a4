import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { endsBefore } from '../../src/checks/stop.ts'
import { answer, anyAnswer, chat, inconclusive, refusal, suite, extra, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'

/** One more than OpenAI takes; only the last one is in the text before the limit. */
const WORDS = ['Observation:', '\nUser:', '</tool>', 'END', '4']

export default suite({
  id: 'stop/five',
  about: 'a `stop` list of five strings, one more than OpenAI allows',
  model: 'chat',
  steps: {
    control: chat({ messages: COUNTING, max_tokens: 24 }),
    five: anyAnswer(chat({ messages: COUNTING, max_tokens: 16, stop: WORDS })),
  },
  conforming: {
    control: answer({ content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }),
    five: refusal(400, { param: 'stop', code: 'array_above_max_length' }),
  },
  rules: {
    'none-is-dropped': {
      level: 'should',
      sentence: 'Five stop strings are refused with a 4xx, or all five work.',
      source: `${SOURCE}, which allows up to four`,
      breaks: 'a list cut to four without an error lets the model run on past the fifth',
      parameter: 'chat.stop',
      *check({ control, five }) {
        if (five.status === 200) return yield* endsBefore(control, five, WORDS)
        if (five.status === null || five.status < 400 || five.status > 499)
          yield wrong(
            five,
            'status',
            `HTTP ${five.status}: ${five.text.slice(0, 160)}`,
            '4xx, or 200 with all five at work',
            five.status,
          )
      },
      violating: [{ five: answer({ content: '1, 2, 3, 4, 5, 6', finish: 'length' }) }, { five: refusal(500) }],
      conforming: [{}, { five: answer({ content: '1, 2, 3, ' }) }, { five: refusal(422) }],
      inconclusive: [{ control: answer({ content: 'I like numbers.' }), five: answer({ content: 'I like numbers.' }) }],
    },
    'is-refused': {
      level: 'may',
      sentence: 'Five stop strings are refused with a 4xx.',
      source: `${SOURCE}, which allows up to four`,
      breaks: 'code written against this server fails when it moves to OpenAI',
      reads: ['five'],
      *check({ five }) {
        if (five.status === null || five.status >= 500 || (five.status !== 200 && five.status < 400))
          return inconclusive('the server failed')
        if (five.status === 200) yield extra(five, 'status', 'five stop strings are accepted', '400', five.status)
      },
      // Ollama in every version.
      violating: [
        { five: answer({ content: '1, 2, 3, ' }) },
        { five: answer({ content: '1, 2, 3, 4, 5, 6', finish: 'length' }) },
      ],
      inconclusive: [{ five: refusal(500) }],
    },
  },
})
