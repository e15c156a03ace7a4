import type { Exchange } from '../../src/wire/exchange.ts'
import { IN_BODIES } from './invented-bodies.ts'
import type { Places } from './invented-exchanges.ts'
import { NAMED } from './invented-names.ts'
import { IN_WORDS } from './invented-words.ts'

/** Where somebody's secret may be that nobody has named, each with one of its own. */
const PLACES: Places = { ...NAMED, ...IN_WORDS, ...IN_BODIES }

export interface Invented {
  place: string
  secret: string
  exchange: Exchange
}

/** Invented secrets of others, each in a place of its own. */
export const INVENTED: Invented[] = Object.entries(PLACES).map(([place, [secret, at]], number) => ({
  place,
  secret,
  exchange: { ...at(secret), key: `call-${number}` },
}))
