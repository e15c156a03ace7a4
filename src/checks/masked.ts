/**
 * A recorder may mask texts: every letter becomes an x, every digit a 0. Nothing follows from what such a text says, and requests and
 * parts of the same answer may be masked otherwise, or not at all.
 */
export const isMasked = (said: string): boolean => /[x0]/i.test(said) && !/[a-wyz1-9]/i.test(said)

/** JSON may be masked value by value, its keys and the rest left as they are. */
export function isMaskedWithin(value: unknown): boolean {
  const strings = stringsIn(value).filter((one) => /[\p{L}\p{N}]/u.test(one))
  return strings.length > 0 && strings.every(isMasked)
}

const stringsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(stringsIn)
      : []
