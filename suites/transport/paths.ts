import { NO_ROUTE } from '../../fixtures/replies/chat.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { answeredByApi } from '../../src/checks/pool.ts'
import { headerOf } from '../../src/checks/transport.ts'
import {
  answer,
  anyAnswer,
  chat,
  inconclusive,
  raw,
  refusal,
  suite,
  wrong,
  type Rule,
  type Step,
} from '../../src/define/index.ts'

const SOURCE =
  'https://www.rfc-editor.org/rfc/rfc9110#section-15.4; OpenAI tells an unknown URL by a 404, these two were not observed'

const at = (path: string): Step => anyAnswer({ ...chat({ messages: GREETING, max_tokens: 1 }), path })
const steps = { doubled: at('//chat/completions'), trailing: at('/chat/completions/') }

const redirect = (status: number) => raw([], { status, headers: [['location', '/v1/chat/completions']] })

/** Answered or refused, but not sent elsewhere. */
const noRedirect = (name: keyof typeof steps, what: string, breaks: string): Rule<typeof steps> => ({
  level: 'may',
  sentence: `A POST to a path with ${what} is answered or refused, not redirected.`,
  source: SOURCE,
  breaks,
  reads: [name],
  judgesBroken: true,
  *check({ [name]: one }) {
    const isAnswer = answeredByApi(one) || (one.status !== null && one.status >= 400 && one.status <= 499)
    if (isAnswer) return
    if (one.status === null || one.status < 300 || one.status > 399)
      return inconclusive('it is neither answered, refused nor redirected')
    yield wrong(
      one,
      'status',
      `redirected to ${headerOf(one, 'location') ?? 'nowhere'}`,
      'an answer, or a 4xx that says what is wrong',
      one.status,
    )
  },
  violating: [301, 302, 307, 308].map((status) => ({ [name]: redirect(status) })),
  conforming: [{}, { [name]: answer() }, { [name]: NO_ROUTE }],
})

export default suite({
  id: 'transport/paths',
  about: 'a chat call under a URL put together with one slash too many',
  model: 'chat',
  steps,
  conforming: {
    doubled: refusal(404, { message: 'Invalid URL (POST /v1//chat/completions)' }),
    trailing: refusal(404, { message: 'Invalid URL (POST /v1/chat/completions/)' }),
  },
  rules: {
    'double-slash': noRedirect(
      'doubled',
      'a double slash',
      'base URLs that end in a slash: clients that follow no redirect for a POST get an empty answer (Go, Java, browsers across origins, curl without -L), others lose the body or the key on the way',
    ),
    'trailing-slash': noRedirect(
      'trailing',
      'a slash at the end',
      'hand-written clients: an empty answer where an error would say what is wrong',
    ),
  },
})
