import { answer, chat, finding, inconclusive, suite } from '../../src/define/index.ts'
import { finishReason, FINISH, text, TEXT } from '../../src/checks/reply.ts'
import { THREE_WORDS } from '../../fixtures/prompts.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'

export default suite({
  id: 'stop/never',
  about: 'a short answer that ends by itself, with `stop` strings that it never reaches',
  model: 'chat',
  steps: {
    control: chat({ messages: THREE_WORDS, max_tokens: 12 }),
    stopped: chat({ messages: THREE_WORDS, max_tokens: 12, stop: ['ZZQX', '\nObservation:'] }),
  },
  conforming: { control: answer({ content: 'sun moon stars' }), stopped: answer({ content: 'sun moon stars' }) },
  rules: {
    'still-ends': {
      level: 'must',
      sentence: 'Stop strings are added to the ends the model has by itself; they do not replace them.',
      source: SOURCE,
      breaks: 'agents that set a marker get an answer that runs on into made-up turns (Ollama 0.1.27)',
      *check({ control, stopped }) {
        if (finishReason(control) !== 'stop') return inconclusive('without `stop` the model did not end by itself')
        const [want, got] = [text(control).trim(), text(stopped).trim()]
        if (finishReason(stopped) === 'stop') return
        if (want === '' || !got.startsWith(want)) return inconclusive('the model said something else the second time')
        yield finding(stopped, { kind: 'wrong-value', path: FINISH, message: `the answer does not end where it ends without \`stop\`: ${got}`, expected: 'stop', actual: finishReason(stopped) })
      },
      violating: [
        { stopped: answer({ content: 'sun moon stars<|im_end|>\n<|im_start|>user', finish: 'length' }) },
        { stopped: answer({ content: 'sun moon stars', finish: null }) },
      ],
      inconclusive: [{ control: answer({ content: 'sun moon stars and', finish: 'length' }) }, { stopped: answer({ content: 'Of course! The', finish: 'length' }) }],
    },
    'cuts-nothing': {
      level: 'must',
      sentence: 'Stop strings that do not occur leave the answer as it is.',
      source: SOURCE,
      breaks: 'answers lose text that was held back because it might have become the stop string',
      *check({ control, stopped }) {
        const [want, got] = [text(control).trim(), text(stopped).trim()]
        if (want === '') return inconclusive('the model wrote nothing')
        if (got.startsWith(want)) return
        if (finishReason(stopped) !== 'stop' || !want.startsWith(got)) return inconclusive('the model said something else the second time')
        yield finding(stopped, { kind: 'missing', path: TEXT, message: 'a part of the answer is gone', expected: want, actual: got })
      },
      violating: [{ stopped: answer({ content: 'sun moon' }) }, { stopped: answer({ content: '' }) }],
      inconclusive: [{ stopped: answer({ content: 'The sun' }) }, { control: answer({ content: '' }) }],
    },
  },
})
