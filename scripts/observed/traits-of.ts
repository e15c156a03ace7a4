import type { Shape } from '../../src/compare/shape.ts'
import { HEADERS } from '../../src/compare/traits.ts'
import type { Counted } from './corpus-scope.ts'

/** How often the answers of one kind have each header. */
export interface HeaderCategory {
  exchanges: number
  headers: Record<string, { present: number; values?: Record<string, number> }>
}

/** The traits of whole answers; headers from the recordings whose recorder keeps all of them. */
export function traitsOf(all: Counted, scope: string, kept: HeaderCategory | undefined): Shape['traits'] {
  const own = Object.entries(all.get(scope)?.shape.traits ?? {}).filter(([name]) => !name.startsWith('headers.'))
  if (!kept) return Object.fromEntries(own)
  const seen = HEADERS.map((name): [string, Record<string, number>] => [
    `headers.${name}`,
    presentOf(kept.headers[name]?.present ?? 0, kept.exchanges),
  ])
  return Object.fromEntries([...own, ...seen, ...contentType(kept)])
}

const presentOf = (present: number, of: number): Record<string, number> =>
  Object.fromEntries(
    [
      ['present', present],
      ['absent', of - present],
    ].filter(([, times]) => times !== 0),
  )

function contentType({ headers }: HeaderCategory): [string, Record<string, number>][] {
  const media: Record<string, number> = {}
  const charset: Record<string, number> = {}
  for (const [value, times] of Object.entries(headers['content-type']?.values ?? {})) {
    const [type = '', parameter] = value.split(/; *charset=/)
    media[type] = (media[type] ?? 0) + times
    charset[parameter ?? 'absent'] = (charset[parameter ?? 'absent'] ?? 0) + times
  }
  return [
    ['headers.content-type', media],
    ['headers.content-type charset', charset],
  ]
}
