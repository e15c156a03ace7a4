/**
 * A recorder may mask texts: every letter becomes an x, every digit a 0. Nothing follows from what such a text says, and requests and
 * parts of the same answer may be masked otherwise, or not at all.
 */
export const isMasked = (said: string): boolean => /[x0]/i.test(said) && !/[a-wyz1-9]/i.test(said)
