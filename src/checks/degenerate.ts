import { isObject } from '../json.ts'
import { once } from '../wire/once.ts'

/** The field that each endpoint is asked with. */
const ASKED_WITH: [path: RegExp, field: string][] = [
  [/\/chat\/completions$/, 'messages'],
  [/\/completions$/, 'prompt'],
  [/\/(responses|embeddings)$/, 'input'],
]

/** Slashes that no client writes: two in a row, or one at the end. */
const ODD_PATH = /\/\/|.\/$/

/**
 * An answer, and no error, to a request that asks for nothing or has an odd URL, and any answer that was provoked. Suites send such
 * requests to see them refused; what else their answers have is no evidence of how a server answers its clients.
 */
export const isDegenerate = once(({ exchange: { request }, request: body, status, provoked }) => {
  if (provoked) return true
  if (status === null || status >= 400) return false
  const path = request.path.split('?')[0] ?? ''
  if (ODD_PATH.test(path)) return true
  const field = request.method === 'POST' ? ASKED_WITH.find(([endpoint]) => endpoint.test(path))?.[1] : undefined
  return field !== undefined && asksNothing(body, field)
})

/** A completion may be asked for without a prompt. That other fields are missing may be the doing of a recorder. */
function asksNothing(body: Record<string, unknown>, field: string): boolean {
  const value = body[field]
  return (
    value === '' || (Array.isArray(value) && value.every(isEmptyMessage)) || (field === 'prompt' && hasNoPrompt(body))
  )
}

/** A message of no parts; of an array without members this is true as well. */
const isEmptyMessage = (message: unknown): boolean =>
  isObject(message) && Array.isArray(message['content']) && message['content'].length === 0

const hasNoPrompt = ({ prompt, max_tokens: limit }: Record<string, unknown>): boolean =>
  prompt === undefined && limit !== undefined
