import { findingText, type Finding } from '../finding.ts'
import type { Since } from '../history/since.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { keyNames } from '../policy/key-names.ts'
import { clientName } from '../policy/verdict-words.ts'
import type { RunRecord } from '../record/record.ts'
import type { Observation } from '../wire/observe.ts'
import { causesOf } from './causes.ts'
import { curl } from './curl.ts'
import { deviationTitle } from './deviation-title.ts'
import { answerOf, MOST_OF_A_COMMAND, type Evidence } from './evidence.ts'
import { block, code, linked, prose } from './markdown-text.ts'
import { modelRecipes } from './model-recipes.ts'
import { PLACEHOLDER, publishable } from './publishable.ts'
import { quoted } from './shell-word.ts'
import { shortAnswer } from './short-answer.ts'

/** A rule that fails, with all that is known of it. */
export interface Deviation {
  rule: RuleResult
  record: RunRecord
  evidence: Evidence
  /** Null where no recorded release was asked. */
  since: Since | null
  /** What must not be in the text, beside what looks like a secret. */
  secrets: readonly string[]
}

/** More of the same kind adds nothing to the first ones. */
const MOST_FINDINGS = 3
/** Stands for the server while a command is made. No server has this name. */
const ORIGIN = 'http://server.invalid'
const EXAMPLE = 'http://127.0.0.1:11434'
/** Commands are shown whole. */
const MOST_OF_A_LINE = 1000

/** Makes text fit for others. */
type Shown = (text: string) => string

/** A deviation as the text of an issue for the vendor, in Markdown. Nothing private of who reports it is in it. Pure. */
export function renderDeviation(deviation: Deviation): string {
  const { rule, record, evidence, secrets } = deviation
  // What an app sent, and what it was answered, is the app's.
  const answer = record.target.kind === 'capture' ? undefined : answerOf(rule, evidence)
  const shown = publishable(record, secrets)
  return `${[
    `# ${prose(shown(deviationTitle(rule, record.target.server?.version ?? null, answer)))}`,
    ...versions(deviation, answer),
    ...request(rule, record, answer, shown),
    '## Expected: what OpenAI does',
    `${prose(rule.sentence)}\n\nSource: ${linked(rule.source)}`,
    '## Actual',
    ...actual(deviation, answer, shown),
    '## Since when',
    sinceText(deviation),
    '## Who is affected',
    affected(rule, record),
    '## How to reproduce',
    ...reproduction(rule, record, answer),
    ...sameCause(rule, record),
  ].join('\n\n')}\n`
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n')

function versions({ rule, record }: Deviation, answer: Observation | undefined): string[] {
  const { target, suite } = record
  const { server, answeredAt } = target
  const model = modelOf(answer)
  return [
    '## Versions',
    list([
      `Server: ${server === null ? 'not known' : prose([server.software, server.version].filter(Boolean).join(' '))}`,
      ...(model === null ? [] : [`Model: ${code(model)}`]),
      ...(answeredAt === null ? [] : [`Date: ${answeredAt}`]),
      `Found by: ${prose(`${suite.name} ${suite.version}`)}, rule ${code(rule.id)} (${rule.level})`,
    ]),
  ]
}

function modelOf(answer: Observation | undefined): string | null {
  const model = answer?.request['model']
  return typeof model === 'string' ? model : null
}

function request(
  { id, exchanges }: RuleResult,
  record: RunRecord,
  answer: Observation | undefined,
  shown: Shown,
): string[] {
  const command = answer && commandTo(answer, record, shown)
  if (command === undefined)
    return ['## Request', `The request is not shown. This sends one that shows it: ${typed(commandOfSuite(id))}`]
  const several =
    exchanges.length > 1 ? ` The rule reads ${exchanges.length} answers; this is the request of one that shows it.` : ''
  return [
    '## Request',
    block(command, 'sh', MOST_OF_A_COMMAND),
    `${code(PLACEHOLDER)} is the address of the server, for example ${code(EXAMPLE)}.${several}`,
  ]
}

/** The command that sends a request again, to a server that the reader names; undefined where there is none. */
function commandTo({ exchange }: Observation, { target }: RunRecord, shown: Shown): string | undefined {
  // Ollama takes any key and none, so none is asked of the reader.
  const headers = exchange.request.headers.filter(
    ([name]) => target.server?.software !== 'Ollama' || name.toLowerCase() !== 'authorization',
  )
  const command = curl({ request: { ...exchange.request, headers } }, ORIGIN, keyNames(ORIGIN, target.preset))
  if (command === null || command.length > MOST_OF_A_COMMAND) return undefined
  const masked = shown(command)
  // The shell puts the address in, so the quotes end before it.
  return masked.replace(quoted(ORIGIN).slice(0, -1), () => `"${PLACEHOLDER}"'`)
}

function actual({ rule, record }: Deviation, answer: Observation | undefined, shown: Shown): string[] {
  if (record.target.kind === 'capture')
    return [
      `The rule does not hold (${rule.findings.map(({ kind }) => kind)[0]}). It was seen in traffic of an app, which is not shown.`,
    ]
  const [first] = rule.findings
  const more = rule.findings.length - MOST_FINDINGS
  return [
    list([
      ...rule.findings.slice(0, MOST_FINDINGS).map((finding) => findingLine(finding, shown)),
      ...(more > 0 ? [`and ${more} more of the kind`] : []),
    ]),
    ...(answer && first ? [block(shown(shortAnswer(answer, first)))] : []),
  ]
}

const findingLine = ({ kind, path, expected, actual: got, ...said }: Finding, shown: Shown): string =>
  `**${kind}** at ${code(shown(path))}: ${prose(shown(findingText(said)))}. Expected ${code(shown(text(expected)))}, got ${code(shown(text(got)))}.`

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'))

function sinceText({ since, record: { target } }: Deviation): string {
  const software = target.server?.software ?? 'the server'
  if (since === null) return `Not known: no release of ${prose(software)} was recorded for this rule.`
  const { firstFailing, lastHolding, unclear, failing } = since
  const between = unclear.length === 0 ? '' : ` ${unclear.join(', ')} gave nothing to judge.`
  if (lastHolding === null)
    return `${failing.length > 1 ? `It fails in each release that was judged: ${failing.join(', ')}.` : `It fails in ${firstFailing}.`} No release is known to do otherwise.${between}`
  return `The first release that is known to fail is ${firstFailing}, and the last one before it that is known to hold is ${lastHolding}.${between} Releases between the two were not recorded.`
}

function affected({ id, breaks }: RuleResult, { profiles }: RunRecord): string {
  const broken = profiles.filter((client) => client.breaks.includes(id))
  const limited = profiles.filter(
    (client) => !broken.includes(client) && client.limits.some(({ rules }) => rules.includes(id)),
  )
  const named = (clients: RunRecord['profiles']): string =>
    clients.map((client) => prose(clientName(client))).join(', ')
  return list([
    prose(breaks),
    ...(broken.length > 0 ? [`Known clients that break: ${named(broken)}`] : []),
    ...(limited.length > 0 ? [`Known clients that lose something: ${named(limited)}`] : []),
    ...(broken.length + limited.length === 0 ? ['No client that was measured depends on it.'] : []),
  ])
}

const typed = (command: string): string => code(command, MOST_OF_A_LINE)

const commandOfSuite = (id: string): string =>
  `ollama-conformance run --target "${PLACEHOLDER}" --reference none --only ${id}`

function reproduction({ id }: RuleResult, { target }: RunRecord, answer: Observation | undefined): string[] {
  const model = modelOf(answer)
  // A recorded name is one of the library, or of a model that the project ships.
  const recipe = modelRecipes(target).find((one) => one.model === model)
  const server =
    target.server === null ? 'the server' : [target.server.software, target.server.version].filter(Boolean).join(' ')
  const steps = [
    `Start ${prose(server)}.`,
    ...(model === null || recipe?.kind === 'pull'
      ? []
      : [`Have the model ${code(model)}, or put the name of another into the request.`]),
    ...(recipe?.kind === 'pull' ? [`Get the model: ${typed(recipe.command)}`] : []),
    ...(answer === undefined ? [] : ['Send the request above, and compare the answer with what is expected.']),
    `Or let the suite ask and judge: ${typed(commandOfSuite(id))}`,
  ]
  return [
    steps.map((step, at) => `${at + 1}. ${step}`).join('\n'),
    ...(recipe?.kind === 'create' ? ['This makes the model:', block(recipe.command, 'sh', MOST_OF_A_RECIPE)] : []),
  ]
}

/** Longer than any Modelfile that is shipped. */
const MOST_OF_A_RECIPE = 8000

/** The rules that fail for the same reason: one issue is enough for all. */
function sameCause({ id }: RuleResult, record: RunRecord): string[] {
  const cause = causesOf(record).find((one) => one.id === id || one.symptoms.includes(id))
  const others = cause ? [cause.id, ...cause.symptoms].filter((one) => one !== id) : []
  if (others.length === 0) return []
  const sentences = new Map(record.rules.map((one) => [one.id, one.sentence]))
  return [
    `## Other rules that fail for the same reason (${others.length})`,
    list(others.map((one) => `${code(one)}: ${prose(sentences.get(one) ?? '')}`)),
  ]
}
