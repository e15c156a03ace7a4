import { system, THREE_WORDS } from '../../fixtures/sent/prompts.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import {
  answer,
  chat,
  extra,
  inconclusive,
  stream,
  streamed,
  suite,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const INSTRUCTION = 'Use plain words only.'
const WORDS = 'sun moon stars'
const BODY = { messages: [system(INSTRUCTION), ...THREE_WORDS], max_tokens: 20 }

/** What a template opens a turn of the user with, or the name that remains of it, or what the user of the pattern says. */
const NEXT_TURN = /^[\s.]*(<[|\w ]{1,40}>|\[\/?INST\]|#{1,4}|end_of_turn|\s)*\s*(user|human|repeat)\b/i

function* runsOn(one: Observation): Generator<Finding, Inconclusive | void> {
  const said = text(one).trim()
  if (!said.startsWith(WORDS)) return inconclusive('the model did not copy the words')
  const rest = said.slice(WORDS.length)
  if (NEXT_TURN.test(rest)) yield extra(one, TEXT, 'the answer runs on into the next turn of the user', WORDS, said)
  else if (rest !== '' && rest !== '.') return inconclusive('the model said more than the words')
}

/** A model may say its instructions again. It does not say them before the answer that the pattern asks for. */
function* printed(one: Observation): Generator<Finding, Inconclusive | void> {
  const said = text(one).trim()
  const at = said.indexOf(INSTRUCTION)
  if (at < 0) return
  if (!said.slice(at + INSTRUCTION.length).includes(WORDS)) return inconclusive('the model said its instructions again')
  yield extra(one, TEXT, 'the system message stands before the answer', WORDS, said)
}

const both = (content: string) => [{ plain: answer({ content }) }, { streamed: stream({ content }) }]

export default suite({
  id: 'chat/own-turn',
  about: 'three words to copy under a system message, plain and streamed',
  model: 'chat',
  steps: { plain: chat(BODY), streamed: streamed(BODY) },
  conforming: { plain: answer({ content: WORDS }), streamed: stream({ content: WORDS }) },
  rules: {
    'ends-with-its-turn': {
      level: 'should',
      sentence: 'A chat answer ends with the turn of the assistant, and does not go on with a turn of the user.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-message',
      breaks:
        'chats show questions that nobody asked, answers never end: the mark that ends a turn is not known to the server',
      *check({ plain, streamed: one }) {
        return (yield* runsOn(plain)) ?? (yield* runsOn(one))
      },
      violating: [
        `${WORDS}\nUser: Repeat: sun`,
        `${WORDS}\nuser\nRepeat: sun`,
        `${WORDS}<|im_end|>\n<|im_start|>user\nRepeat`,
        `${WORDS} Human: and now`,
        `${WORDS}\n\n### Human: Repeat`,
        `${WORDS}\nRepeat: sun moon stars`,
      ].flatMap(both),
      inconclusive: [`${WORDS} and planets`, 'I am a user of words.'].flatMap(both),
      conforming: [{}, { plain: answer({ content: ` ${WORDS}.` }) }],
    },
    'system-message-not-printed': {
      level: 'should',
      sentence: 'A chat answer does not begin with the text of the system message.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages',
      breaks: 'users read the instructions of the app above every answer',
      *check({ plain, streamed: one }) {
        return (yield* printed(plain)) ?? (yield* printed(one))
      },
      violating: [`${INSTRUCTION}\n${WORDS}`, `system\n${INSTRUCTION}\nassistant\n${WORDS}`].flatMap(both),
      inconclusive: both(`${INSTRUCTION} Yes.`),
    },
  },
})
