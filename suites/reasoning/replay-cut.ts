import { counted } from '../../fixtures/replies/chat.ts'
import { thinkingAnswer } from '../../fixtures/replies/thinking.ts'
import { GREETING, user, type Message } from '../../fixtures/sent/prompts.ts'
import { parts, thought } from '../../src/checks/reasoning.ts'
import { text } from '../../src/checks/reply.ts'
import { accepted } from '../../src/checks/tools.ts'
import {
  after,
  answer,
  anyAnswer,
  chat,
  inconclusive,
  refusal,
  suite,
  type Inconclusive,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

/** Too few for thoughts and an answer. */
const BUDGET = 4
const CAP = 1

/** The next turn of a client that keeps messages as they came. */
function replaying({ cut }: Record<string, Observation>): Step | Inconclusive {
  const [message] = cut ? (parts(cut) as Message[]) : []
  if (cut === undefined || message === undefined || !thought(cut)) return inconclusive('the model did not think')
  if (text(cut) !== '') return inconclusive('the model was not cut inside its thoughts')
  return anyAnswer(chat({ messages: [...GREETING, message, user('Go on.')], max_tokens: CAP }))
}

export default suite({
  id: 'reasoning/replay-cut',
  about: 'the turn of a model that was cut inside its thoughts, sent back as it came',
  model: 'thinking',
  steps: { cut: chat({ messages: GREETING, max_tokens: BUDGET }), replayed: after(CAP, replaying) },
  conforming: {
    cut: thinkingAnswer({ content: '', finish: 'length', completionTokens: BUDGET }, 'The user wants a'),
    replayed: counted(24),
  },
  rules: {
    'goes-back': {
      level: 'should',
      sentence: 'A message that has thoughts and no text is taken back as the server sent it.',
      source: 'https://github.com/pydantic/pydantic-ai/issues/5206; clients send back what they received',
      breaks: 'a conversation cannot go on after a turn that was cut inside its thoughts (Pydantic AI: HTTP 400)',
      reads: ['cut', 'replayed'],
      *check({ replayed }) {
        yield* accepted(replayed, 'its own message was refused')
      },
      violating: [
        { replayed: refusal(400, { message: 'invalid message content type: <nil>' }) },
        { replayed: refusal(500) },
      ],
      inconclusive: [{ cut: answer({ content: 'Hi.' }) }, { cut: thinkingAnswer({ content: 'Hi.' }, 'A greeting.') }],
    },
  },
})
