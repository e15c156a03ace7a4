import type { Outcome } from '../finding.ts'
import { byVersion } from '../releases/release-name.ts'
import type { Matrix } from './matrix.ts'
import { parseVersion } from './order.ts'

/** Since when a rule fails, as far as recorded releases show. */
export interface Since {
  /** The first release of those that fail up to now. */
  firstFailing: string
  /** The last release before it that holds the rule; null where none was seen to. */
  lastHolding: string | null
  /** Releases between the two that gave nothing to judge. */
  unclear: string[]
  /** Releases that fail, the oldest first. */
  failing: string[]
}

type State = 'holds' | 'fails' | null

/** An honest refusal holds a rule up; what could not be judged says nothing. */
const STATES: Partial<Record<Outcome, State>> = { pass: 'holds', unsupported: 'holds', fail: 'fails' }

/**
 * Since when a rule fails that fails in this release; null where the matrix knows nothing of the software or of the rule.
 * Releases after the given one say nothing about how it came to this.
 */
export function sinceWhen(matrix: Matrix, rule: string, release: { software: string; version: string }): Since | null {
  const outcomes = matrix.rules.find(({ id }) => id === rule)?.outcomes
  const now = parseVersion(release.version)
  if (outcomes === undefined || now === null) return null
  const seen = matrix.runs.flatMap(({ server }, at) => {
    const outcome = outcomes[at]
    if (server?.software !== release.software || server.version === null || !outcome) return []
    return [{ version: server.version, state: STATES[outcome] ?? null }]
  })
  const earlier = [...Map.groupBy(seen, ({ version }) => version)]
    .map(([version, runs]) => ({
      version,
      parsed: parseVersion(version),
      state: agreed(runs.map(({ state }) => state)),
    }))
    .filter(({ parsed }) => parsed !== null && byVersion(parsed, now) < 0)
    .sort((a, b) => byVersion(a.parsed ?? now, b.parsed ?? now))
  if (seen.length === 0) return null
  return walkBack(earlier, release.version)
}

/** Runs of one release that disagree say nothing about it. */
function agreed(states: readonly State[]): State {
  const said = new Set(states.filter((state) => state !== null))
  return said.size === 1 ? ([...said][0] ?? null) : null
}

function walkBack(earlier: readonly { version: string; state: State }[], version: string): Since {
  const held = earlier.findLastIndex(({ state }) => state === 'holds')
  const after = earlier.slice(held + 1)
  const failing = [...after.filter(({ state }) => state === 'fails').map((one) => one.version), version]
  const firstFailing = failing[0] ?? version
  const from = after.findIndex((one) => one.version === firstFailing)
  const before = from === -1 ? after : after.slice(0, from)
  return {
    firstFailing,
    lastHolding: earlier[held]?.version ?? null,
    unclear: before.map((one) => one.version),
    failing,
  }
}
