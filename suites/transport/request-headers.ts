import { NO_ROUTE } from '../../fixtures/replies/chat.ts'
import { SDK_HEADERS } from '../../fixtures/sent/browser.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { notAnswered } from '../../src/checks/accepted.ts'
import { PAGE } from '../../src/checks/transport.ts'
import {
  answer,
  anyAnswer,
  chat,
  refusal,
  suite,
  raw,
  withHeaders,
  type Observation,
  type Rule,
  type Step,
} from '../../src/define/index.ts'

const body = { messages: GREETING, max_tokens: 1 }
const sent = (headers: { [name: string]: string }): Step => anyAnswer(withHeaders(headers, chat(body)))

const steps = {
  sdk: sent({ origin: PAGE, ...SDK_HEADERS }),
  shouting: sent({ ACCEPT: 'application/json', 'CONTENT-TYPE': 'application/json' }),
  anything: sent({ accept: '*/*', 'content-type': 'application/json; charset=utf-8' }),
  key: sent({ authorization: 'Bearer not-needed', 'api-key': 'not-needed', 'x-title': 'an app' }),
  query: anyAnswer({ ...chat(body), path: '/chat/completions?api-version=2024-10-21' }),
}

/** One rule a way in which clients send the same call. */
const taken = (
  name: keyof typeof steps,
  prose: Pick<Rule, 'level' | 'sentence' | 'source' | 'breaks'>,
  refusals: ReturnType<typeof refusal>[],
): Rule<typeof steps> => ({
  ...prose,
  reads: [name],
  judgesBroken: true,
  check: (observed) => notAnswered(observed[name] as Observation),
  violating: [refusal(400), refusal(500), ...refusals].map((reply) => ({ [name]: reply })),
})

const HTTP = 'https://www.rfc-editor.org/rfc/rfc9110'

export default suite({
  id: 'transport/request-headers',
  about: 'one short chat call with the headers of various clients',
  model: 'chat',
  steps,
  conforming: { sdk: answer(), shouting: answer(), anything: answer(), key: answer(), query: answer() },
  rules: {
    'sdk-headers': taken(
      'sdk',
      {
        level: 'should',
        source: 'https://github.com/openai/openai-node',
        sentence: 'The `x-stainless-*` headers and the origin of a page on localhost do no harm.',
        breaks: 'every call of the official SDK; local web apps',
      },
      [raw([], { status: 403, headers: [] })],
    ),
    'name-case': taken(
      'shouting',
      {
        level: 'should',
        source: `${HTTP}#section-5.1`,
        sentence: 'Names of request headers have no case.',
        breaks: 'clients that send `CONTENT-TYPE` or, as HTTP/2 proxies do, all names in lower case',
      },
      [refusal(415)],
    ),
    'media-types': taken(
      'anything',
      {
        level: 'should',
        source: `${HTTP}#section-12.5.1`,
        sentence: '`Accept: */*` and a content type with `charset=utf-8` are taken.',
        breaks: 'curl, requests, Java and .NET clients, which send just that',
      },
      [refusal(406), refusal(415)],
    ),
    'any-key': taken(
      'key',
      {
        level: 'should',
        source: 'https://docs.ollama.com/api/openai-compatibility; its examples send a made-up key',
        sentence: 'A server that needs no key is not put off by one.',
        breaks: 'every SDK: they refuse to start without a key, so a made-up one is sent',
      },
      [refusal(401, { code: 'invalid_api_key' })],
    ),
    'query-string': taken(
      'query',
      {
        level: 'should',
        source: 'https://learn.microsoft.com/azure/ai-foundry/openai/reference; `api-version` is part of each URL',
        sentence: 'A query string on the path is no hindrance.',
        breaks: 'AzureOpenAI clients pointed at the server, and tools that add a cache buster',
      },
      [NO_ROUTE],
    ),
  },
})
