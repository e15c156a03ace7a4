import { Failure } from '../failure.ts'
import { nearest } from '../nearest.ts'
import type { Deviation } from './deviation.ts'
import { chatEffects } from './effects/chat.ts'
import { otherEffects } from './effects/others.ts'
import { resultEffects } from './effects/results.ts'
import { fieldDeviationNamed } from './fields.ts'
import type { Hooks } from './hooks.ts'
import { loadCatalogue } from './load-catalogue.ts'
import { refusedNamed } from './refusals.ts'
import { SEEN } from './seen.ts'
import { withSubject } from './subject.ts'

/** By name, what replies show of deviations that lie in how a server reads a request. */
export const effects: Readonly<Record<string, Hooks>> = { ...chatEffects, ...otherEffects, ...resultEffects }

/** Every deviation: those of each file in `catalogue/`. */
export const deviations: readonly Deviation[] = (await loadCatalogue(new URL('catalogue/', import.meta.url))).map(
  complete,
)

/** The deviation with what is told of it elsewhere. */
function complete(deviation: Deviation): Deviation {
  const { name, seen: own = [] } = deviation
  const seen = [...new Set([...own, ...(SEEN[name] ?? [])])]
  const effect = effects[name]
  return {
    ...deviation,
    about: withSubject(deviation),
    ...(seen.length > 0 ? { seen } : {}),
    ...(effect ? { effect } : {}),
  }
}

const byName = new Map(deviations.map((one) => [one.name, one]))

/** The deviation of that name: of the library, of a field, or of a parameter that is refused. Undefined if unknown. */
export const findDeviation = (name: string): Deviation | undefined =>
  byName.get(name) ?? fieldDeviationNamed(name) ?? refusedNamed(name)

/** The deviation of that name. @throws Failure that names the nearest if it is unknown. */
export function deviationNamed(name: string): Deviation {
  const found = findDeviation(name)
  if (found) return found
  const names = [...byName.keys()]
  throw new Failure(
    'DEVIATION_UNKNOWN',
    `There is no deviation ${name}. The nearest is ${nearest(name, names)}; \`ollama-conformance list --deviations\` shows all.`,
  )
}
