import { diffShapes, type RawDifference, type ReferenceBasis } from './diff-shapes.ts'
import { differenceKey } from './difference.ts'
import { weigh, type IsRequired, type Weight } from './severity.ts'
import { emptyShape, type Shape } from './shape.ts'

/** What a shape shows beside that of the reference: in which places it could differ, and in which it does. */
export interface ComparedShape {
  places: string[]
  found: Weighed[]
}

/** A difference with its name, as `differenceKey` gives it, and how much it weighs. */
export interface Weighed {
  name: string
  raw: RawDifference
  weight: Weight
}

export type CompareShape = (
  scope: string,
  shape: Shape,
  reference: Shape | undefined,
  basis: ReferenceBasis,
) => ComparedShape

/** Weighs a difference by whether a client needs what differs. */
export const shapeComparison =
  (isRequired: IsRequired): CompareShape =>
  (scope, shape, reference, basis) => ({
    places: [...Object.keys(shape.paths), ...Object.keys(shape.traits)],
    found: diffShapes(shape, reference ?? emptyShape(), basis).map((raw) => ({
      name: differenceKey({ scope, ...raw }),
      raw,
      weight: weighed(scope, raw, isRequired),
    })),
  })

/** Characters of the shapes that are remembered at most. */
const MOST_REMEMBERED = 5_000_000

/** The same beside a reference that stays: most answers of an app have a shape that an earlier one had. */
export function rememberingComparison(isRequired: IsRequired): CompareShape {
  const compareShape = shapeComparison(isRequired)
  const known = new Map<string, ComparedShape>()
  let length = 0
  return (scope, shape, reference, basis) => {
    const name = `${scope} ${JSON.stringify(shape)}`
    const before = known.get(name)
    if (before) return before
    if (length > MOST_REMEMBERED) known.clear()
    length = known.size === 0 ? name.length : length + name.length
    const now = compareShape(scope, shape, reference, basis)
    known.set(name, now)
    return now
  }
}

/** Endings that are as much the model's doing as the server's: it may need more or fewer tokens than the other. */
const MODELS_OWN: [situation: RegExp, ends: string[]][] = [
  [/^finish_reason \((no tool calls|text)\)$/, ['stop', 'length']],
  [/^finish_reason \(tool calls/, ['tool_calls', 'length']],
]

function weighed(scope: string, raw: RawDifference, isRequired: IsRequired): Weight {
  const own = MODELS_OWN.find(([situation]) => situation.test(raw.path))?.[1]
  return own && raw.target.split(', ').every((end) => own.includes(end))
    ? { severity: 'cosmetic', breaks: [] }
    : weigh(scope, raw, isRequired)
}
