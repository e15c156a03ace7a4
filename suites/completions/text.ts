import { inPieces, textAnswer, textAnswerWith, textChunks, textStream } from '../../fixtures/replies/completion.ts'
import { COUNT_ON, LONG_TEXT } from '../../fixtures/sent/prompts.ts'
import { asksForOne, otherCount, otherIndexes, streamsOne } from '../../src/checks/choice-count.ts'
import { isTextReply, textBodies } from '../../src/checks/completions.ts'
import { endsItsTurn, hasNoMark, withoutThoughts } from '../../src/checks/left-marks.ts'
import { hasChoices, isPlain, misplacedChoice } from '../../src/checks/pool.ts'
import { chunkChoices, finishReason, text, textPath } from '../../src/checks/reply.ts'
import { completionTokens } from '../../src/checks/tokens.ts'
import { complete, inconclusive, refusable, sse, suite, eachAnswer, extra, missing } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/object'
const TOKENS = 16
const places = (...indexes: (number | null)[]) =>
  textAnswerWith((body) => ({
    ...body,
    choices: indexes.map((index) => ({ text: ' 7', index, logprobs: null, finish_reason: 'length' })),
  }))
/** A stream that says everything once for each of these indexes. */
const under = (...indexes: number[]) => ({
  streamed: sse(
    textChunks().flatMap((chunk) => indexes.flatMap((index) => inPieces((choice) => ({ ...choice, index }))([chunk]))),
  ),
})

export default suite({
  id: 'completions/text',
  about: 'a text that goes on for long, plain and streamed, and a long one with a few tokens to go on',
  model: 'chat',
  answered: 'should',
  steps: {
    plain: refusable(complete({ prompt: COUNT_ON, max_tokens: TOKENS })),
    streamed: refusable(complete({ prompt: COUNT_ON, max_tokens: TOKENS, stream: true })),
    long: refusable(complete({ prompt: LONG_TEXT, max_tokens: 4 })),
  },
  conforming: {
    plain: textAnswer({ tokens: 16 }),
    streamed: textStream(),
    long: textAnswer({ text: ' 7, 8', tokens: 4 }),
  },
  rules: {
    'is-in-the-choice': {
      level: 'should',
      sentence: 'What the model generated is in `choices[0].text`.',
      source: `${SOURCE}; observed in all 294 choices`,
      breaks:
        'every client of the endpoint: llm.nvim, LlamaIndex with its default settings, editors that complete code',
      *check({ plain }) {
        const [choice] = textBodies(plain).flatMap(chunkChoices)
        if (typeof choice?.['text'] === 'string' && choice['text'] !== '') return
        if (text(plain) !== '') {
          yield missing(plain, textPath(plain), 'the text is in the message of a chat answer', text(plain), null)
          return
        }
        const count = completionTokens(plain)
        if (finishReason(plain) !== 'length' || count === undefined) return inconclusive('the model wrote nothing')
        // The room for thoughts of a model that thinks here as well, and whose thoughts no field shows.
        if (plain.request['max_tokens'] !== TOKENS) return inconclusive('the model may have thought up to the limit')
        yield missing(
          plain,
          textPath(plain),
          `${count} tokens were generated, and there is no text`,
          'text',
          text(plain),
        )
      },
      violating: [
        { plain: textAnswer({ text: '', tokens: 16 }) },
        // The answer of the chat endpoint in the place of a completion.
        {
          plain: textAnswerWith((body) => ({
            ...body,
            choices: [{ index: 0, delta: { content: ' 7, 8' }, finish_reason: 'length' }],
          })),
        },
        {
          plain: textAnswerWith((body) => ({
            ...body,
            choices: [{ index: 0, message: { role: 'assistant', content: ' 7, 8' }, finish_reason: 'length' }],
          })),
        },
      ],
      inconclusive: [{ plain: textAnswer({ text: '', finish: 'stop', tokens: 0 }) }],
    },
    'prompt-not-repeated': {
      level: 'should',
      sentence: 'Without `echo` the text does not begin with the prompt.',
      source: 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-echo',
      breaks: 'editors put the prompt into the file a second time',
      reads: ['long'],
      *check({ long }) {
        // The cap leaves no room to write it by chance.
        if (text(long).trimStart().startsWith(LONG_TEXT))
          yield extra(
            long,
            textPath(long),
            'the prompt comes back',
            'what follows the prompt',
            text(long).slice(0, 200),
          )
      },
      violating: [{ long: textAnswer({ text: `${LONG_TEXT} 7, 8` }) }],
    },
    'index-counts-up': {
      level: 'should',
      sentence: 'The choices of a plain answer carry the indexes 0, 1, 2 … in order.',
      source: `${SOURCE}; observed in all 294 choices`,
      breaks: 'llm.nvim takes choices by their index and fails on none',
      traffic: eachAnswer('no plain answer had a choice', [isTextReply, isPlain, hasChoices], misplacedChoice),
      violating: [{ plain: places(1) }, { plain: places(0, 0) }, { plain: places(null) }],
      conforming: [{}, { plain: textAnswer({}, {}) }],
      inconclusive: [{ plain: places(), long: places() }],
    },
    'one-unless-asked': {
      level: 'should',
      sentence: 'A text completion without `n` brings one choice for each prompt, plain or streamed.',
      source:
        'https://platform.openai.com/docs/api-reference/completions/create#completions-create-n; observed in all answers',
      breaks: 'editors put two texts into the file, mixed into one',
      traffic: eachAnswer('no text was asked for with one choice', [isTextReply, asksForOne], otherCount),
      violating: [{ plain: textAnswer({}, {}) }, under(0, 1)],
      inconclusive: [{ plain: places(), streamed: sse([]), long: places() }],
    },
    'streamed-from-zero': {
      level: 'should',
      sentence: 'The only choice of a streamed text completion has the index 0.',
      source: `${SOURCE}; observed in all streams`,
      breaks: 'clients that take `choices[].index` for a place in a list show nothing, or fail',
      traffic: eachAnswer('no stream of text had one choice', [isTextReply, streamsOne], otherIndexes),
      violating: [under(1)],
      inconclusive: [under(0, 1)],
    },
    'no-control-marks': {
      level: 'should',
      sentence:
        'A text completion that ended by itself neither begins nor ends with a control mark of the model, such as `</s>`.',
      source: `${SOURCE}#completions/object-choices`,
      breaks: 'editors put the mark into the file',
      traffic: hasNoMark(isTextReply),
      violating: [
        { plain: textAnswer({ text: ' 7, 8</s>', finish: 'stop' }) },
        { plain: textAnswer({ text: ' 7, 8<|endoftext|>', finish: 'stop' }) },
        { plain: textAnswer({ text: '<|im_start|>assistant\n 7, 8', finish: 'stop' }) },
      ],
      conforming: [{ plain: textAnswer({ text: ' 7, 8', finish: 'stop' }) }],
      inconclusive: [{}],
    },
    'no-made-up-turns': {
      level: 'should',
      sentence: 'A text completion ends where the model ends it: no end mark and turn of a chat follow in the text.',
      source: `${SOURCE}#completions/object-choices`,
      breaks: 'editors put the marks, and a chat that nobody had, into the file',
      traffic: endsItsTurn(isTextReply),
      violating: [{ plain: textAnswer({ text: ' 7, 8<|im_end|>\n<|im_start|>user' }) }],
      inconclusive: [
        { plain: textAnswer({ text: '' }), streamed: textStream({ text: '' }), long: textAnswer({ text: '' }) },
      ],
    },
    'no-thoughts': {
      // Servers that put no template around a prompt leave it to the model what it begins with.
      level: 'may',
      sentence: 'A text completion does not begin with the thoughts of the model between marks, such as `<think>`.',
      source: 'https://platform.openai.com/docs/guides/reasoning; OpenAI shows no thoughts in a text',
      breaks: 'editors put the thoughts into the file',
      traffic: withoutThoughts(isTextReply),
      violating: [
        { plain: textAnswer({ text: '<think>I count.</think>\n 7, 8' }) },
        { streamed: textStream({ text: 'I count.</think>\n 7, 8' }) },
      ],
      conforming: [{}, { plain: textAnswer({ text: ' 7. Models think between <think> and </think>.' }) }],
      inconclusive: [
        { plain: textAnswer({ text: '' }), streamed: textStream({ text: '' }), long: textAnswer({ text: '' }) },
      ],
    },
  },
})
