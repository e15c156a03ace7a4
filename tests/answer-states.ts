import { answered, type AnswerState } from '../src/judge/answered.ts'
import type { Exchange } from '../src/wire/exchange.ts'
import { observe } from '../src/wire/observe.ts'

export type Asked = Parameters<typeof answered>[0]
export const PLAIN: Asked = { path: '/chat/completions', body: { max_tokens: 5, tools: [] }, answer: 'required' }
export const STREAM: Asked = { ...PLAIN, body: { stream: true } }
export const of = (step: Asked, reply: Exchange): AnswerState => answered(step, observe(reply))
/** What the finding says, in one line. */
export const unanswered = (step: Asked, reply: Exchange): string => {
  const state = of(step, reply)
  if (state.state !== 'unanswered') return state.state
  const { kind, path, message, expected, actual, exchange } = state.finding
  return `${exchange} ${kind} ${path}: ${message} | ${String(expected)} | ${String(actual)}`
}
