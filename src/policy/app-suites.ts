import { asArray, isObject, text, toolCalls, finishReason, TEXT, usageCount } from '../checks/reply.ts'
import { isWholeStream } from '../checks/stream.ts'
import { obeys } from '../checks/structured.ts'
import type { ContractRow } from '../contract/rows.ts'
import { violations } from '../contract/validate.ts'
import { fieldName, type FieldKind } from '../deviations/fields.ts'
import { inconclusive } from '../finding.ts'
import { ANSWERED } from '../judge/answered-rule.ts'
import { missing, ignored, wrong } from '../suite/findings.ts'
import { post, type ModelKind, type Step } from '../suite/steps.ts'
import { suite, type ProbeRule, type Suite } from '../suite/suite.ts'
import { parseJson } from '../wire/sse.ts'
import { stanceOf, type AppProbe, type Profile } from './profile.ts'

type Body = AppProbe['body']
type AppRule = ProbeRule<{ call: Step }>

/** The most tokens an answer to an app's request needs to be judged. */
const CAP = 64
/** How each endpoint is told when to stop. */
const CAPS: Record<AppProbe['path'], string[]> = {
  '/chat/completions': ['max_tokens', 'max_completion_tokens'],
  '/completions': ['max_tokens'],
  '/responses': ['max_output_tokens'],
  '/embeddings': [],
}

/** Suites of a profile's own requests: one a request, with the rules that what it asks for makes possible. */
export function appSuites(profile: Profile, suites: readonly Suite[]): Suite[] {
  const isNeeded = neededIn(profile)
  const contracts = suites.flatMap((one) => neededFields(one, profile))
  return (profile.probes ?? []).map((probe): Suite => {
    const own = suite({
      id: `app/${profile.id}-${probe.id}`,
      about: probe.about,
      model: kindOf(probe),
      steps: { call: stepOf(probe) },
      conforming: {},
      rules: {
        fields: fieldsRule(contracts),
        ...Object.fromEntries(
          Object.entries(RULES).flatMap(([slug, make]) => {
            const rule = make(probe.body, probe)
            return rule ? [[slug, rule]] : []
          }),
        ),
      },
    })
    // The app sends just this, so it needs an answer. Of a guess nobody knows even that.
    const needed = Object.keys(own.rules).filter((slug) => isNeeded?.(`${own.id}/${slug}`))
    return isNeeded ? { ...own, needed: new Set([ANSWERED, ...needed]) } : own
  })
}

/** Whether a measured app needs a rule; undefined where it was not measured. */
function neededIn(profile: Profile): ((id: string) => boolean) | undefined {
  const stance = stanceOf(profile, [])
  return profile.measured && ((id) => ['requires', 'degrades'].includes(stance(id)?.kind ?? ''))
}

function kindOf({ path, body }: AppProbe): ModelKind {
  if (path === '/embeddings') return 'embedding'
  if (/"(image_url|input_image)"/.test(JSON.stringify(body))) return 'vision'
  return asArray(body['tools']).length > 0 ? 'tools' : 'chat'
}

/** The request as the app sends it, but for a cap on tokens where it has none or a large one: what is judged shows early. */
function stepOf({ path, body }: AppProbe): Step {
  const caps = CAPS[path]
  const own = caps.filter((key) => typeof body[key] === 'number')
  const capped: Body = {
    ...body,
    ...Object.fromEntries(
      (own.length > 0 ? own : caps.slice(0, 1)).map((key) => [key, Math.min(CAP, Number(body[key] ?? CAP))]),
    ),
  }
  return post(path, capped, path === '/embeddings' ? 0 : CAP * Math.max(1, Number(body['n'] ?? 1)))
}

const SOURCE = 'a request of the app itself'
const BREAKS = 'the app, which sends just this'

type Contract = NonNullable<Suite['contract']>
interface NeededFields extends Pick<Contract, 'schema' | 'values'> {
  rows: ContractRow[]
}

/** The part of a suite's contract that the measured app was seen to need, or else that known clients do. */
function neededFields({ contract, needed }: Suite, { measured, deviations: told = {} }: Profile): NeededFields[] {
  if (!contract) return []
  const { breaks = [], limits = [] } = told
  const harmful = new Set([...breaks, ...limits].map(({ name }) => name))
  const isMeant = (slug: string, row: ContractRow): boolean =>
    measured
      ? KINDS[row.group].some((kind) => harmful.has(fieldName(kind, { schema: contract.schema, path: row.path })))
      : (needed?.has(slug) ?? false)
  return [{ ...contract, rows: [...contract.rows].flatMap(([slug, row]) => (isMeant(slug, row) ? [row] : [])) }]
}

/** What may be wrong with a field that breaks a row of that group. */
const KINDS: Record<ContractRow['group'], FieldKind[]> = { present: ['absent'], type: ['null', 'type'], value: [] }

/** Those fields, in the answer to this request. */
const fieldsRule = (contracts: readonly NeededFields[]): AppRule => ({
  level: 'should',
  source: SOURCE,
  breaks: BREAKS,
  violating: [],
  sentence: 'The answer has every field of the contract that the app depends on, and each is of its type.',
  *check({ call }) {
    for (const { schema, rows, values } of contracts) {
      for (const value of values(call)) {
        const wrong = violations(schema, value).find(({ rowPath, group }) =>
          rows.some((row) => row.path === rowPath && row.group === group),
        )
        if (wrong) yield { ...wrong.finding, exchange: call.exchange.key }
      }
    }
  },
})

/** Rules that a request makes possible by what it asks for. */
const RULES: Record<string, (body: Body, probe: AppProbe) => AppRule | undefined> = {
  'whole-stream': (body, { path }) =>
    body['stream'] === true && path !== '/responses'
      ? own('The stream comes to its end with `data: [DONE]`.', function* ({ call }) {
          if (!isWholeStream(call)) return inconclusive('the stream did not come whole')
          if (!call.stream?.doneLast)
            yield missing(call, 'events', '[DONE] never came', 'data: [DONE]', call.stream?.events.at(-1)?.data ?? null)
        })
      : undefined,
  capped: (body, { path }) => {
    const key = CAPS[path].find((name) => typeof body[name] === 'number')
    const counts =
      body['stream'] !== true || (isObject(body['stream_options']) && body['stream_options']['include_usage'] === true)
    return key && counts && path === '/chat/completions'
      ? own(`\`${key}\` caps the answer.`, function* ({ call }) {
          const [cap, used] = [Math.min(CAP, Number(body[key])), usageCount(call, 'completion_tokens')]
          if (used === undefined) return inconclusive('the answer counts no tokens')
          if (used > cap) yield ignored(call, '$.usage.completion_tokens', `more than \`${key}\` allows`, cap, used)
        })
      : undefined
  },
  stopped: (body, { path }) => {
    const stops = [body['stop'] ?? []].flat().filter((one) => typeof one === 'string' && one !== '') as string[]
    return stops.length > 0 && path === '/chat/completions'
      ? own('No stop string is in the text.', function* ({ call }) {
          const left = stops.find((stop) => text(call).includes(stop))
          if (left !== undefined)
            yield ignored(call, TEXT, '`stop` is in the text', `no ${JSON.stringify(left)}`, text(call))
        })
      : undefined
  },
  format: (body) => {
    const format = body['response_format']
    const type = isObject(format) ? format['type'] : undefined
    const schema = isObject(format) && isObject(format['json_schema']) ? format['json_schema']['schema'] : undefined
    if (type !== 'json_object' && !isObject(schema)) return undefined
    return own(
      type === 'json_object' ? 'The text is a JSON object.' : 'The text is JSON of the schema that was sent.',
      ({ call }) => obeys(call, isObject(schema) ? schema : { type: 'object' }, '`response_format`'),
    )
  },
  'tool-choice': (body) => {
    const choice = body['tool_choice']
    if (choice === 'none')
      return own('No tool is called, as `tool_choice` asks.', function* ({ call }) {
        if (toolCalls(call).length > 0)
          yield ignored(
            call,
            '$.choices[0].message.tool_calls',
            'a tool is called under `none`',
            'no call',
            toolCalls(call)[0]?.name,
          )
      })
    if (choice !== 'required' && !isObject(choice)) return undefined
    return own('A tool is called, as `tool_choice` asks.', function* ({ call }) {
      if (toolCalls(call).length === 0)
        yield ignored(
          call,
          '$.choices[0].message.tool_calls',
          `no call, though \`tool_choice\` is ${JSON.stringify(choice)}`,
          'a call',
          text(call).slice(0, 200),
        )
    })
  },
  'calls-usable': (body, { path }) =>
    asArray(body['tools']).length > 0 && path === '/chat/completions' && !endsWithResult(body)
      ? own('Calls are of the tools that were offered, with arguments in JSON.', function* ({ call }) {
          const names = asArray(body['tools']).map((tool) =>
            isObject(tool) && isObject(tool['function']) ? tool['function']['name'] : undefined,
          )
          if (toolCalls(call).length === 0) return inconclusive('the model called no tool')
          if (finishReason(call) === 'length') return inconclusive('the token limit cut the call')
          for (const [at, one] of toolCalls(call).entries()) {
            const place = `$.choices[0].message.tool_calls[${at}].function`
            if (!names.includes(one.name))
              yield wrong(call, `${place}.name`, 'no tool of this name was offered', names, one.name)
            else if (!parses(one.arguments))
              yield wrong(call, `${place}.arguments`, 'no JSON', 'a JSON object', one.arguments.slice(0, 200))
          }
        })
      : undefined,
  choices: (body, { path }) =>
    Number(body['n'] ?? 1) > 1 && path === '/chat/completions'
      ? own('As many choices come as `n` asks for.', function* ({ call }) {
          const got = call.reply?.choices.length ?? 0
          if (got !== Number(body['n'])) yield ignored(call, '$.choices', '`n` changed nothing', body['n'], got)
        })
      : undefined,
  vectors: (body, { path }) =>
    path === '/embeddings'
      ? own('There is a vector for each text, of the length asked for.', function* ({ call }) {
          const vectors = call.json.ok && isObject(call.json.value) ? asArray(call.json.value['data']) : []
          const texts =
            Array.isArray(body['input']) && !body['input'].every((one) => typeof one === 'number')
              ? body['input'].length
              : 1
          if (vectors.length !== texts) yield wrong(call, '$.data', 'not a vector for each text', texts, vectors.length)
          const length =
            isObject(vectors[0]) && Array.isArray(vectors[0]['embedding']) ? vectors[0]['embedding'].length : undefined
          if (typeof body['dimensions'] === 'number' && length !== undefined && length !== body['dimensions'])
            yield ignored(call, '$.data[0].embedding', '`dimensions` changed nothing', body['dimensions'], length)
        })
      : undefined,
}

const own = (sentence: string, check: AppRule['check']): AppRule => ({
  level: 'should',
  source: SOURCE,
  breaks: BREAKS,
  violating: [],
  sentence,
  check,
})

/** After the result of a tool no call is due. */
const endsWithResult = ({ messages }: Body): boolean => {
  const last = asArray(messages).at(-1)
  return isObject(last) && last['role'] === 'tool'
}

function parses(text: string): boolean {
  const parsed = parseJson(text)
  return parsed.ok && isObject(parsed.value)
}
