import { textAnswer, textStream } from '../../fixtures/replies/completion.ts'
import { messageItem, responseOf, streamedResponse } from '../../fixtures/replies/response.ts'
import { COUNT_ON, COUNTING, GREETING } from '../../fixtures/sent/prompts.ts'
import { asksText } from '../../src/checks/completions.ts'
import { answeredByApi, asks, asksChat, hasChoices, hasRequest } from '../../src/checks/pool.ts'
import { givesResponse } from '../../src/checks/responses.ts'
import {
  answer,
  chat,
  complete,
  eachAnswer,
  json,
  refusable,
  respond,
  stream,
  streamed,
  suite,
  ignored,
  wrong,
  type Observation,
  type Rule,
  type Test,
} from '../../src/define/index.ts'

const TEXT = { prompt: COUNT_ON, max_tokens: 16 }
const RESPONSE = { input: COUNTING, max_output_tokens: 16 }
const GREETED = { messages: GREETING, max_tokens: 16 }

/** All of these are sent by other suites as well. */
const steps = {
  chat: chat(GREETED),
  chatStream: streamed({ ...GREETED, stream_options: { include_usage: true } }),
  text: refusable(complete(TEXT)),
  textStream: refusable(complete({ ...TEXT, stream: true })),
  response: refusable(respond(RESPONSE)),
  responseStream: refusable(respond({ ...RESPONSE, stream: true })),
}
const made = responseOf([messageItem('1, 2, 3')])
const REPLIES = {
  chat: answer(),
  chatStream: stream({}, { usage: true }),
  text: textAnswer(),
  textStream: textStream({}),
  response: json(made),
  responseStream: streamedResponse(made),
}

/** Something of the kind came, in whichever form. */
const hasAnswer = (one: Observation): boolean => hasChoices(one) || givesResponse(one)
const wantsStream = ({ request }: Observation): boolean => request['stream'] === true

const asAsked = (
  name: 'chat' | 'text' | 'response',
  what: string,
  is: Test,
  more: Pick<Rule, 'source' | 'breaks' | 'parameter'>,
): Rule<typeof steps> => ({
  level: 'should',
  sentence: `${what} is answered with an event stream where it has \`stream: true\`, and with one JSON body where not.`,
  ...more,
  traffic: eachAnswer('nothing of the kind was answered', [answeredByApi, hasRequest, hasAnswer, is], (one) => {
    const isStream = one.stream !== null
    if (isStream === wantsStream(one)) return undefined
    const [got, wanted] = isStream ? ['an event stream', 'one JSON body'] : ['one JSON body', 'an event stream']
    return (isStream ? wrong : ignored)(one, '$', `the answer is ${got}`, wanted, got)
  }),
  violating: [{ [name]: REPLIES[`${name}Stream`] }, { [`${name}Stream`]: REPLIES[name] }],
})

export default suite({
  id: 'streaming/as-asked',
  about: 'a chat, a text completion and a response, each plain and streamed',
  model: 'chat',
  answered: 'should',
  steps,
  conforming: REPLIES,
  rules: {
    chat: asAsked('chat', 'A chat request', asksChat, {
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream',
      breaks: 'clients that wait for events show nothing; clients that parse one body fail on `data:`',
      parameter: 'chat.stream',
    }),
    text: asAsked('text', 'A request for a text completion', asksText, {
      source: 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-stream',
      breaks: 'editors that complete code show nothing, or fail on `data:`',
      parameter: 'completions.stream',
    }),
    response: asAsked('response', 'A request for a response', (one) => asks(one, 'POST', /\/responses$/), {
      source: 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-stream',
      breaks: 'Codex and the Agents SDK wait for events that never come, or fail on `event:`',
      parameter: 'responses.stream',
    }),
  },
})
