import { isObject } from '../json.ts'
import { chunkBytes, toChunk, type Exchange } from '../wire/exchange.ts'
import { parseJson } from '../wire/sse.ts'

/** The same exchange with one field gone from its answer, wherever the path leads: `$.choices[].message.content`, in a body or in each event of a stream. */
export function withoutField(exchange: Exchange, path: string): Exchange {
  const { response } = exchange
  if (!response) return exchange
  const keys = path
    .replace(/^\$\.?/, '')
    .replaceAll('[]', '.[]')
    .split('.')
    .filter(Boolean)
  const text = Buffer.concat(response.chunks.map(chunkBytes)).toString('utf8')
  const whole = parseJson(text)
  const changed = whole.ok
    ? JSON.stringify(removed(whole.value, keys))
    : text
        .split('\n')
        .map((line) => withoutInLine(line, keys))
        .join('\n')
  return {
    ...exchange,
    response: { ...response, chunks: [toChunk(Buffer.from(changed), response.chunks[0]?.at ?? 0)] },
  }
}

function withoutInLine(line: string, keys: string[]): string {
  const [, head, data] = /^(data: ?)(.*?)\r?$/.exec(line) ?? []
  const parsed = data === undefined ? undefined : parseJson(data)
  return parsed?.ok ? `${head}${JSON.stringify(removed(parsed.value, keys))}` : line
}

function removed(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value
  if (key === '[]') return Array.isArray(value) ? value.map((item) => removed(item, rest)) : value
  if (!isObject(value) || !(key in value)) return value
  if (rest.length > 0) return { ...value, [key]: removed(value[key], rest) }
  const { [key]: _gone, ...others } = value
  return others
}
