import type { Observation } from '../wire/observe.ts'

/** A header that is there on one way only, with an example of its value and in how many of the answers it was. */
export interface HeaderSeen {
  name: string
  value: string
  count: number
  of: number
}

export interface HeaderChanges {
  added: HeaderSeen[]
  dropped: HeaderSeen[]
  /** Headers that say something else: content types, framing. */
  changed: { name: string; direct: string; via: string; count: number; of: number }[]
}

/** Headers whose value is another in each answer anyway. */
const OWN_VALUE =
  /^(date|content-length|age|.*(request|trace|call)-id|openai-processing-ms|x-ratelimit-.*|etag|.*duration.*|.*spend.*)$/

/** Which headers a gateway adds, drops and rewrites; names compared without case. */
export function headerChanges(pairs: readonly [via: Observation, direct: Observation][]): HeaderChanges {
  const added = new Map<string, HeaderSeen>()
  const dropped = new Map<string, HeaderSeen>()
  const changed = new Map<string, HeaderChanges['changed'][number]>()
  const note = (seen: Map<string, HeaderSeen>, name: string, value: string): void => {
    const known = seen.get(name)
    if (known) known.count += 1
    else seen.set(name, { name, value: value.slice(0, 120), count: 1, of: pairs.length })
  }
  for (const [via, direct] of pairs) {
    const [own, other] = [valuesOf(via), valuesOf(direct)]
    for (const [name, value] of own) if (!other.has(name)) note(added, name, value)
    for (const [name, value] of other) {
      const here = own.get(name)
      if (here === undefined) note(dropped, name, value)
      else if (here !== value && !OWN_VALUE.test(name) && via.status === direct.status) {
        const key = `${name} ${value} ${here}`
        const known = changed.get(key)
        if (known) known.count += 1
        else
          changed.set(key, { name, direct: value.slice(0, 120), via: here.slice(0, 120), count: 1, of: pairs.length })
      }
    }
  }
  const most = (a: { count: number; name: string }, b: { count: number; name: string }): number =>
    b.count - a.count || (a.name < b.name ? -1 : 1)
  return {
    added: [...added.values()].sort(most),
    dropped: [...dropped.values()].sort(most),
    changed: [...changed.values()].sort(most),
  }
}

/** What says only how a connection goes on is between its two ends. */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive'])

const valuesOf = ({ exchange }: Observation): Map<string, string> =>
  new Map(
    (exchange.response?.headers ?? [])
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => !OF_THE_CONNECTION.has(name)),
  )
