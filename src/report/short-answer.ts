import type { Finding } from '../finding.ts'
import { isObject } from '../json.ts'
import { header } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'

/** Characters of an answer that show what is wrong with it. */
const MOST = 600
const FIRST_EVENTS = 2
const LAST_EVENTS = 2

/** The shortest part of an answer that shows what a finding says: its status, and the place that the finding names. */
export function shortAnswer(answer: Observation, { path }: Pick<Finding, 'path'>): string {
  const { response, failure } = answer.exchange
  if (!response) return `${failure?.code ?? ''} ${failure?.message ?? 'no response'}`.trim()
  const type = header(response.headers, 'content-type')
  return [
    `HTTP/${response.httpVersion} ${response.status} ${response.statusText}`.trim(),
    ...(type === undefined ? [] : [`content-type: ${type}`]),
    ...namedHeader(answer, path),
    '',
    body(answer, path),
  ]
    .join('\n')
    .trimEnd()
}

/** Other headers may say where the server is. */
function namedHeader({ exchange: { response } }: Observation, path: string): string[] {
  const name = /^headers\.(.+)$/.exec(path)?.[1]?.toLowerCase()
  const value = name === undefined || name === 'content-type' ? undefined : header(response?.headers, name)
  return value === undefined ? [] : [`${name}: ${cut(value)}`]
}

function body({ stream, json, text }: Observation, path: string): string {
  if (path.startsWith('headers.')) return ''
  if (stream)
    return shownEvents(
      stream.events.map(({ name, data }) => eventText(name, data)),
      path,
      stream.done > 0,
    )
  const part = json.ok ? partAt(json.value, path) : null
  return part ?? cut(text.trim())
}

const eventText = (name: string, data: string): string => `${name === '' ? '' : `event: ${name}\n`}data: ${cut(data)}`

/** The event that is named, else the first and the last ones. */
function shownEvents(events: readonly string[], path: string, isDone: boolean): string {
  const all = [...events, ...(isDone ? ['data: [DONE]'] : [])]
  const named = all[Number(/^events\[(\d+)\]/.exec(path)?.[1] ?? NaN)]
  if (named !== undefined) return named
  const left = all.length - FIRST_EVENTS - LAST_EVENTS
  const shown = left <= 0 ? all : [...all.slice(0, FIRST_EVENTS), `… ${left} more events …`, ...all.slice(-LAST_EVENTS)]
  return shown.join('\n\n')
}

/** The largest object around the place that is still short, or the place itself, cut; null for a path outside of the body. */
function partAt(root: unknown, path: string): string | null {
  if (!path.startsWith('$')) return null
  const around = containers(root, path)
  const written = around.map(({ at, value }) => `${at === '$' ? '' : `${at}: `}${JSON.stringify(value)}`)
  return written.find((text) => text.length <= MOST) ?? cut(written.at(-1) ?? '')
}

/** The objects and lists on the way to a place, the outermost first. */
function containers(root: unknown, path: string): { at: string; value: unknown }[] {
  const found = [{ at: '$', value: root }]
  let [at, value] = ['$', root]
  for (const [step, field, index] of path.matchAll(/\.([^.[\]]+)|\[(\d*)\]/g)) {
    value =
      isObject(value) && field !== undefined ? value[field] : Array.isArray(value) ? value[Number(index)] : undefined
    if (typeof value !== 'object' || value === null) break
    at += step
    found.push({ at, value })
  }
  return found
}

const cut = (text: string): string =>
  text.length <= MOST ? text : `${text.slice(0, MOST).toWellFormed()}… (${text.length} characters)`
