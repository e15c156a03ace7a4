import { answerShape, type AnswerShape } from '../src/compare/observe-shape.ts'
import type { Exchange } from '../src/wire/exchange.ts'
import { observe, type Observation } from '../src/wire/observe.ts'

export const seen = (reply: Exchange, path = '/v1/chat/completions', body: object = {}): Observation =>
  observe({ ...reply, request: { ...reply.request, path, body: JSON.stringify(body) } })

export const STREAM = { stream: true }
export const shapeOf = (...asked: Parameters<typeof seen>): AnswerShape => answerShape(seen(...asked)) as AnswerShape
export const pathsOf = (shape: AnswerShape, scope: string): string[] =>
  Object.keys(shape.shapes.get(scope)?.paths ?? {})
export const traitsOf = (shape: AnswerShape): string[] =>
  Object.keys(shape.shapes.get(shape.scope)?.traits ?? {}).filter((name) => !name.startsWith('headers.'))
