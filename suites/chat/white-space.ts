import { entry, probabilities } from '../../fixtures/replies/logprobs.ts'
import { INDENTED, INDENTED_TEXT } from '../../fixtures/sent/prompts.ts'
import { entries, isBroken, LOGPROBS, NO_ENTRIES, spelled } from '../../src/checks/logprobs.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import { bare, gapsLost } from '../../src/checks/white-space.ts'
import {
  answer,
  answerWith,
  chat,
  inconclusive,
  refusable,
  stream,
  streamed,
  suite,
  wrong,
  type Json,
} from '../../src/define/index.ts'

const SAID = { content: INDENTED_TEXT }
const BODY = { messages: INDENTED, max_tokens: 24 }
/** Every gap a single space; line breaks alone; line breaks doubled. */
const CHANGED = [
  INDENTED_TEXT.replaceAll(/\s+/g, ' '),
  INDENTED_TEXT.replaceAll(/\s+/g, '\n'),
  INDENTED_TEXT.replaceAll(/ +/g, ' '),
  INDENTED_TEXT.replaceAll('\n', '\n\n'),
]
const OTHER = { content: 'The sun and the sea.' }

const listed = (content: string): ReturnType<typeof answer> =>
  answerWith({ content }, (body) => {
    const tokens = INDENTED_TEXT.match(/\s+|\S+/g) ?? []
    Object.assign((body['choices'] as Json[])[0] as object, {
      logprobs: probabilities(tokens.map((one) => entry(one))),
    })
    return body
  })

export default suite({
  id: 'chat/white-space',
  about: 'an indented text of several lines to copy: plain, streamed, and with log probabilities',
  model: 'chat',
  steps: {
    plain: chat(BODY),
    streamed: streamed(BODY),
    listed: refusable(chat({ ...BODY, logprobs: true })),
  },
  conforming: { plain: answer(SAID), streamed: stream(SAID), listed: listed(INDENTED_TEXT) },
  rules: {
    kept: {
      level: 'should',
      sentence: 'Indents, empty lines and runs of spaces of a chat answer are those that the model writes.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-message-content',
      breaks: 'code in Python or YAML no longer runs, tables and diagrams fall apart',
      reads: ['plain'],
      *check({ plain }) {
        return yield* gapsLost(plain, TEXT, { said: text(plain), original: INDENTED_TEXT })
      },
      violating: CHANGED.map((content) => ({ plain: answer({ content }) })),
      conforming: [{}, { plain: answer({ content: `\n${INDENTED_TEXT}\n` }) }],
      inconclusive: [{ plain: answer(OTHER) }, { plain: answer({ content: INDENTED_TEXT.replace('\n    ', '\n  ') }) }],
    },
    'streamed-as-plain': {
      level: 'should',
      sentence: 'A streamed chat answer has the indents, empty lines and runs of spaces of the plain one.',
      source: 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming',
      breaks: 'code in Python or YAML that is shown as it is written no longer runs: relays trim each piece',
      reads: ['plain', 'streamed'],
      *check({ plain, streamed: one }) {
        const [want, got] = [text(plain).trim(), text(one).trim()]
        if (bare(want) !== bare(INDENTED_TEXT) || bare(got) !== bare(want))
          return inconclusive('the model did not copy the text both times')
        if (want !== INDENTED_TEXT) return inconclusive('the plain answer has lost white space already')
        if (got !== want)
          yield wrong(one, TEXT, 'streamed, the same words have other white space between them', want, got)
      },
      violating: [
        ...CHANGED.map((content) => ({ streamed: stream({ content }) })),
        { streamed: stream({ content: INDENTED_TEXT.replace('\n    ', '\n') }) },
      ],
      inconclusive: [{ streamed: stream(OTHER) }, { plain: answer({ content: CHANGED[0] ?? '' }) }],
    },
    'as-its-tokens': {
      level: 'should',
      sentence: 'The text of a chat answer has the white space of its tokens, as log probabilities list them.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-logprobs',
      breaks: 'code in Python or YAML no longer runs, and views that colour tokens show another text',
      parameter: 'chat.logprobs',
      reads: ['listed'],
      *check({ listed: one }) {
        const [said, tokens] = [text(one), spelled(entries(one))]
        if (tokens === '') return inconclusive(NO_ENTRIES)
        if (isBroken(tokens) || bare(tokens) !== bare(said)) return inconclusive('the tokens are those of another text')
        if (tokens.trim() !== said.trim())
          yield wrong(one, LOGPROBS, 'the tokens have other white space between them than the text', said, tokens)
      },
      violating: CHANGED.map((content) => ({ listed: listed(content) })),
      inconclusive: [{ listed: answer(SAID) }, { listed: listed(OTHER.content) }],
    },
  },
})
