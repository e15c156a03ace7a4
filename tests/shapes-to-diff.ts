import { diffShapes, type ReferenceBasis, type RawDifference } from '../src/compare/diff-shapes.ts'
import { addValue, emptyShape, type Shape } from '../src/compare/shape.ts'

const CLOSED = new Set(['$.object', '$.choices[].finish_reason'])
export const of = (...values: unknown[]): Shape => {
  const shape = emptyShape()
  for (const value of values) addValue(shape, value, CLOSED)
  return shape
}

const told = ({ kind, path, target, reference }: RawDifference): string => `${kind} ${path}: ${target} | ${reference}`
export const diff = (target: Shape, reference: Shape, basis: ReferenceBasis = 'answer'): string[] =>
  diffShapes(target, reference, basis).map(told)
