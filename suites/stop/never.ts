import { COUNTING, THREE_WORDS } from '../../fixtures/sent/prompts.ts'
import { finishReason, FINISH, text, TEXT } from '../../src/checks/reply.ts'
import { NO_EFFECT, takesEffect } from '../../src/checks/stop.ts'
import { answer, chat, inconclusive, suite, missing, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'

const IGNORED = { reached: answer({ content: '1, 2, 3, 4, 5, 6', finish: 'length' }) }

export default suite({
  id: 'stop/never',
  about: 'a short answer that ends by itself, with `stop` strings that it never reaches',
  model: 'chat',
  steps: {
    control: chat({ messages: THREE_WORDS, max_tokens: 12 }),
    stopped: chat({ messages: THREE_WORDS, max_tokens: 12, stop: ['ZZQX', '\nObservation:'] }),
    // That `stop` works at all: a server that ignores it leaves every answer as it is.
    counting: chat({ messages: COUNTING, max_tokens: 24 }),
    reached: chat({ messages: COUNTING, max_tokens: 16, stop: '4' }),
  },
  conforming: {
    control: answer({ content: 'sun moon stars' }),
    stopped: answer({ content: 'sun moon stars' }),
    counting: answer({ content: '1, 2, 3, 4, 5, 6', finish: 'length' }),
    reached: answer({ content: '1, 2, 3, ' }),
  },
  rules: {
    'still-ends': {
      level: 'should',
      sentence: 'Stop strings are added to the ends the model has by itself; they do not replace them.',
      source: SOURCE,
      breaks: 'agents that set a marker get an answer that runs on into made-up turns (Ollama 0.1.27)',
      parameter: 'chat.stop',
      *check({ control, stopped, counting, reached }) {
        if (finishReason(control) !== 'stop') return inconclusive('without `stop` the model did not end by itself')
        const [want, got] = [text(control).trim(), text(stopped).trim()]
        if (finishReason(stopped) === 'stop')
          return takesEffect(counting, reached) ? undefined : inconclusive(NO_EFFECT)
        if (want === '' || !got.startsWith(want)) return inconclusive('the model said something else the second time')
        yield wrong(
          stopped,
          FINISH,
          `the answer does not end where it ends without \`stop\`: ${got}`,
          'stop',
          finishReason(stopped),
        )
      },
      violating: [
        { stopped: answer({ content: 'sun moon stars<|im_end|>\n<|im_start|>user', finish: 'length' }) },
        { stopped: answer({ content: 'sun moon stars', finish: null }) },
      ],
      inconclusive: [
        { control: answer({ content: 'sun moon stars and', finish: 'length' }) },
        { stopped: answer({ content: 'Of course! The', finish: 'length' }) },
        IGNORED,
      ],
    },
    'cuts-nothing': {
      level: 'should',
      sentence: 'Stop strings that do not occur leave the answer as it is.',
      source: SOURCE,
      breaks: 'answers lose text that was held back because it might have become the stop string',
      parameter: 'chat.stop',
      *check({ control, stopped, counting, reached }) {
        const [want, got] = [text(control).trim(), text(stopped).trim()]
        if (want === '') return inconclusive('the model wrote nothing')
        if (got.startsWith(want)) return takesEffect(counting, reached) ? undefined : inconclusive(NO_EFFECT)
        // A mark at the end comes and goes with the model; a word that is gone was held back.
        if (finishReason(stopped) !== 'stop' || !want.startsWith(got) || !/[\p{L}\p{N}]/u.test(want.slice(got.length)))
          return inconclusive('the model said something else the second time')
        yield missing(stopped, TEXT, 'a part of the answer is gone', want, got)
      },
      violating: [{ stopped: answer({ content: 'sun moon' }) }, { stopped: answer({ content: '' }) }],
      inconclusive: [
        { stopped: answer({ content: 'The sun' }) },
        { control: answer({ content: 'sun moon stars.' }) },
        { control: answer({ content: '' }) },
        IGNORED,
      ],
    },
  },
})
