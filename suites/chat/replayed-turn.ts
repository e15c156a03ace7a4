import { user, type Message } from '../../fixtures/sent/prompts.ts'
import { calledTurn } from '../../fixtures/sent/tools.ts'
import { neitherAnsweredNorRefused, notAnswered } from '../../src/checks/accepted.ts'
import {
  answer,
  anyAnswer,
  chat,
  json,
  raw,
  refusal,
  suite,
  type Observation,
  type Rule,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages'
const TURN = calledTurn('Weather in Rome?', [
  { id: 'call_replay00000000000000001', name: 'get_weather', arguments: '{"city":"Rome"}', result: '{"sky":"clear"}' },
])

/** The turn with its assistant message changed; `undefined` removes a key. */
const called = (change: Record<string, string | undefined>): Message[] =>
  TURN.map(
    (message) =>
      JSON.parse(JSON.stringify(message['role'] === 'assistant' ? { ...message, ...change } : message)) as Message,
  )

const resumed = (messages: Message[]): ReturnType<typeof chat> =>
  anyAnswer(chat({ messages: [...messages, user('Say hello.')], max_tokens: 1 }))
const spoke = (turn: Message): ReturnType<typeof chat> => resumed([user('Say hello.'), { role: 'assistant', ...turn }])

const steps = {
  nullCalled: resumed(TURN),
  emptyCalled: resumed(called({ content: '' })),
  absentCalled: resumed(called({ content: undefined })),
  empty: spoke({ content: '' }),
  nullAlone: spoke({ content: null }),
  refused: spoke({ content: null, refusal: 'I cannot say that.' }),
}
type Name = keyof typeof steps

const COMPLAINT = refusal(400, { message: 'invalid message content type: <nil>' })
const CRASH = refusal(500, { message: 'template: :1: nil pointer evaluating', type: 'api_error' })

/** OpenAI accepts these turns, so every server has to. */
const accepted = (step: Name, sentence: string, breaks: string): Rule<typeof steps> => ({
  level: 'should',
  sentence,
  source: SOURCE,
  breaks,
  reads: [step],
  judgesBroken: true,
  *check(observed) {
    yield* notAnswered(observed[step] as Observation)
  },
  violating: [{ [step]: COMPLAINT }, { [step]: CRASH }, { [step]: json({ id: 'chatcmpl-1', choices: null }) }],
})

/** Here OpenAI may refuse: what counts is that the client is told. */
const tolerated = (step: Name, sentence: string, breaks: string): Rule<typeof steps> => ({
  level: 'should',
  sentence,
  source: `${SOURCE}; observed: HTTP 400 "expected a string, got null"`,
  breaks,
  reads: [step],
  judgesBroken: true,
  *check(observed) {
    yield* neitherAnsweredNorRefused(observed[step] as Observation)
  },
  violating: [
    { [step]: CRASH },
    { [step]: raw(['Internal Server Error'], { status: 500 }) },
    { [step]: json({ error: 'content' }, { status: 400 }) },
  ],
  conforming: [{}, { [step]: COMPLAINT }],
})

const ok = answer({ content: 'Hello', finish: 'length', completionTokens: 1 })

export default suite({
  id: 'chat/replayed-turn',
  about: 'earlier assistant turns as clients send them back: with tool calls, empty, null or refused',
  model: 'chat',
  steps,
  conforming: { nullCalled: ok, emptyCalled: ok, absentCalled: ok, empty: ok, nullAlone: ok, refused: ok },
  rules: {
    'null-beside-calls': accepted(
      'nullCalled',
      'A turn with tool calls is accepted with `content: null`.',
      'pydantic-ai, LM Studio and mistral clients: the second step of every tool chain fails',
    ),
    'empty-beside-calls': accepted(
      'emptyCalled',
      'A turn with tool calls is accepted with `content: ""`.',
      'AI SDK up to 2026 and Go clients that cannot send null',
    ),
    'absent-beside-calls': accepted(
      'absentCalled',
      'A turn with tool calls is accepted without `content`.',
      'the official SDK types make the key optional there',
    ),
    'empty-text': accepted(
      'empty',
      'A turn with empty text is accepted.',
      'agents that replay a turn which was cut before the first word, or whose budget went into reasoning',
    ),
    'null-alone': tolerated(
      'nullAlone',
      'A turn with `content: null` and no tool call is accepted, or refused in a proper 4xx.',
      'pydantic-ai replays reasoning-only turns this way; a 5xx is retried for nothing',
    ),
    refusal: tolerated(
      'refused',
      'A refused turn (`content: null` and `refusal`) is accepted, or refused in a proper 4xx.',
      'clients that replay the message just as the SDK returned it',
    ),
  },
})
