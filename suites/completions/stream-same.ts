import { textAnswer, textStream } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { finishReason, FINISH, text, textPath } from '../../src/checks/reply.ts'
import { complete, inconclusive, refusable, suite, extra, missing, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-stream'
const BODY = { prompt: COUNT_ON, max_tokens: 16 }
const WHOLE = ' 7, 8, 9, 10, 11,'
const OTHERWISE = 'the model wrote something else the second time'

const unspaced = (said: string): string => said.replace(/\s/g, '')

export default suite({
  id: 'completions/stream-same',
  about: 'the same request for a text completion, plain and streamed',
  model: 'chat',
  answered: 'should',
  steps: { plain: refusable(complete(BODY)), streamed: refusable(complete({ ...BODY, stream: true })) },
  conforming: { plain: textAnswer({ text: WHOLE }), streamed: textStream({ text: WHOLE }) },
  rules: {
    'same-choices': {
      level: 'should',
      sentence: 'The stream adds up to as many choices as the plain answer has, with text where that has text.',
      source: SOURCE,
      breaks: 'apps that switch streaming on get an empty answer',
      parameter: 'completions.stream',
      *check({ plain, streamed }) {
        const [want, got] = [plain, streamed].map(({ reply }) => reply?.choices.length ?? 0)
        if (want !== got) yield wrong(streamed, '$.choices', 'streamed, there are more or fewer choices', want, got)
        else if ((text(plain) === '') !== (text(streamed) === ''))
          yield (text(streamed) === '' ? missing : extra)(
            streamed,
            textPath(streamed),
            'only one of the two has text',
            text(plain),
            text(streamed),
          )
      },
      violating: [
        { streamed: textStream({ text: '' }) },
        { plain: textAnswer({ text: '' }) },
        { plain: textAnswer({}, {}) },
      ],
    },
    'nothing-lost': {
      level: 'should',
      sentence: 'Of a text that fills its cap the stream has no less than the plain answer.',
      source: SOURCE,
      breaks: 'readers of the stream miss the first or last words, or the spaces between them',
      parameter: 'completions.stream',
      *check({ plain, streamed }) {
        const [want, got] = [text(plain), text(streamed)]
        if (want === got) return
        if (finishReason(plain) !== 'length' || finishReason(streamed) !== 'length' || got === '')
          return inconclusive(OTHERWISE)
        if (want.startsWith(got) || want.endsWith(got))
          yield missing(streamed, textPath(streamed), 'streamed, a part of the text is missing', want, got)
        else if (unspaced(want) === unspaced(got) && got.length < want.length)
          yield missing(streamed, textPath(streamed), 'streamed, spaces are missing', want, got)
        else return inconclusive(OTHERWISE)
      },
      violating: [
        { streamed: textStream({ text: ' 7, 8, 9, 10,' }) },
        { streamed: textStream({ text: ', 8, 9, 10, 11,' }) },
        { streamed: textStream({ text: ' 7,8,9,10,11,' }) },
      ],
      inconclusive: [
        { streamed: textStream({ text: ' seven, eight, nine' }) },
        { plain: textAnswer({ text: ' 7.', finish: 'stop' }) },
      ],
    },
    'same-finish-reason': {
      level: 'should',
      sentence: 'The same text ends with the same finish_reason, plain and streamed.',
      source: SOURCE,
      breaks: 'clients that go on after `length`, in one mode only',
      parameter: 'completions.stream',
      *check({ plain, streamed }) {
        if (text(plain).trim() !== text(streamed).trim()) return inconclusive(OTHERWISE)
        if (finishReason(plain) !== finishReason(streamed))
          yield wrong(
            streamed,
            FINISH,
            'streamed, the same text ends otherwise',
            finishReason(plain),
            finishReason(streamed) ?? null,
          )
      },
      violating: [
        { streamed: textStream({ text: WHOLE, finish: 'stop' }) },
        { streamed: textStream({ text: WHOLE, finish: null }) },
      ],
      inconclusive: [{ streamed: textStream({ text: ' seven' }) }],
    },
  },
})
