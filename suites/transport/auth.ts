import { GREETING } from '../../fixtures/sent/prompts.ts'
import { succeeded } from '../../src/checks/pool.ts'
import { isObject } from '../../src/checks/reply.ts'
import { errorMessage } from '../../src/checks/tools.ts'
import {
  answer,
  anyAnswer,
  chat,
  inconclusive,
  json,
  raw,
  refusal,
  suite,
  withHeaders,
  missing,
  wrong,
  wrongType,
  type Finding,
  type Inconclusive,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes; observed for wrong keys'

const wrongKey: Step = {
  ...anyAnswer(withHeaders({ authorization: 'Bearer sk-wrong' }, chat({ messages: GREETING, max_tokens: 1 }))),
  withoutKey: true,
}

type Judged = Generator<Finding, Inconclusive | void>
const KEYLESS = 'the server takes any key'
const refusedKey = refusal(401, { message: 'Incorrect API key provided', code: 'invalid_api_key' })

const codeOf = ({ json: body }: Observation): unknown => {
  const error = body.ok && isObject(body.value) ? body.value['error'] : undefined
  return isObject(error) ? error['code'] : undefined
}

export default suite({
  id: 'transport/auth',
  about: 'a chat call with a key that no server knows',
  model: 'chat',
  steps: { wrongKey },
  conforming: { wrongKey: refusedKey },
  rules: {
    status: {
      level: 'should',
      sentence: 'A wrong key is refused with 401.',
      source: SOURCE,
      breaks: 'SDKs raise AuthenticationError for 401 only; a 5xx is retried, a 404 is taken for a wrong URL',
      judgesBroken: true,
      *check({ wrongKey: one }): Judged {
        if (succeeded(one)) return inconclusive(KEYLESS)
        if (one.status !== 401) yield wrong(one, 'status', one.text.slice(0, 160), 401, one.status)
      },
      violating: [{ wrongKey: refusal(400) }, { wrongKey: refusal(500) }, { wrongKey: raw([], { status: 302 }) }],
      inconclusive: [{ wrongKey: answer() }],
    },
    message: {
      level: 'should',
      sentence: 'The refusal is JSON with a text in `error.message`.',
      source: SOURCE,
      breaks: 'users see "401 status code (no body)" and no word about their key',
      judgesBroken: true,
      *check({ wrongKey: one }): Judged {
        if (succeeded(one)) return inconclusive(KEYLESS)
        if (errorMessage(one) === undefined)
          yield (one.json.ok ? missing : wrongType)(
            one,
            '$.error.message',
            'no message',
            '{"error": {"message": "…"}}',
            one.text.slice(0, 160),
          )
      },
      violating: [
        { wrongKey: raw(['Unauthorized'], { status: 401, headers: [['content-type', 'text/plain']] }) },
        { wrongKey: json({ error: 'Unauthorized' }, { status: 401 }) },
        {
          wrongKey: raw(['<html>401 Authorization Required</html>'], {
            status: 401,
            headers: [['content-type', 'text/html']],
          }),
        },
      ],
      inconclusive: [{ wrongKey: answer() }],
    },
    code: {
      level: 'should',
      sentence: 'Its code is `invalid_api_key`.',
      source: SOURCE,
      breaks: 'apps that ask for a new key by the code',
      judgesBroken: true,
      *check({ wrongKey: one }): Judged {
        if (succeeded(one)) return inconclusive(KEYLESS)
        if (codeOf(one) !== 'invalid_api_key')
          yield wrong(one, '$.error.code', 'another code', 'invalid_api_key', codeOf(one) ?? null)
      },
      violating: [{ wrongKey: refusal(401) }, { wrongKey: refusal(401, { code: 'unauthorized' }) }],
      inconclusive: [{ wrongKey: answer() }],
    },
  },
})
