import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { headerOf } from '../../src/checks/transport.ts'
import {
  answer,
  anyAnswer,
  chat,
  get,
  json,
  onOneConnection,
  refusal,
  stream,
  streamed,
  suite,
  wrong,
  type Observation,
  type Rule,
} from '../../src/define/index.ts'

const SOURCE =
  'https://www.rfc-editor.org/rfc/rfc9112#section-9.3; observed `connection: keep-alive` in 1528 of 1539 answers'

const steps = {
  calls: onOneConnection([
    chat({ messages: GREETING, max_tokens: 1 }),
    streamed({ messages: GREETING, max_tokens: 2 }),
    anyAnswer(chat({ model: NO_SUCH_MODEL, messages: GREETING, max_tokens: 1 })),
    get('/models'),
  ]),
}

type Reply = ReturnType<typeof answer>
const again = (reply: Reply): Reply => ({ ...reply, reusedConnection: true })
const first = answer({ content: 'Hi', finish: 'length' })
const replies: Reply[] = [first, again(stream()), again(refusal(404)), again(json({ object: 'list', data: [] }))]
const anew = (...places: number[]) => ({
  calls: replies.map((reply, at) => (places.includes(at) ? { ...reply, reusedConnection: false } : reply)),
})

/** The request at that place goes over the connection on which what came before it was answered. */
const kept = (place: number, before: string, breaks: string): Rule<typeof steps> => ({
  level: 'should',
  sentence: `The connection stays open after ${before}.`,
  source: SOURCE,
  breaks,
  *check({ calls }) {
    const [earlier, one] = [calls[place - 1], calls[place]] as [Observation, Observation]
    if (one.exchange.reusedConnection === true) return
    yield wrong(
      earlier,
      'connection',
      `the request after ${before} needed a new connection`,
      'keep-alive',
      headerOf(earlier, 'connection') ?? 'closed',
    )
  },
  violating: [anew(place), anew(1, 2, 3)],
})

export default suite({
  id: 'transport/keep-alive',
  about: 'four requests over one connection: an answer, a stream, an error, the list of models',
  model: 'chat',
  steps,
  conforming: { calls: replies },
  rules: {
    'after-answer': kept(
      1,
      'a plain answer',
      'agents that make many short calls: each pays for a new connection, and over TLS for three round trips',
    ),
    'after-stream': kept(2, 'a stream', 'chat apps: the next message waits for a new connection'),
    'after-error': kept(3, 'an error', 'retries: each opens a connection, and pools run out of ports under load'),
  },
})
