/**
 * What can be seen of a text in one look at each of its characters. Each pattern for secrets needs some of it, and most
 * texts have none: words without digits, and short names.
 */
export const PERCENT = 1
export const AT = 2
export const EQUALS = 4
export const DASH = 8
export const DIGIT = 16
/** So many characters in a row that a key may have: the shortest have two letters, a dash, and ten more. */
export const RUN = 64
const SHORTEST_RUN = 13

export const LETTER = 32
/** Of a text that has not been looked at. */
export const ALL = PERCENT | AT | EQUALS | DASH | DIGIT | RUN | LETTER

const IN_RUN = 128
const SIGNS = new Uint8Array(128)
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', IN_RUN | LETTER)
mark('_./+', IN_RUN)
mark('0123456789', IN_RUN | DIGIT)
mark('=', IN_RUN | EQUALS)
mark('-', IN_RUN | DASH)
mark('%', PERCENT)
mark('@', AT)

function mark(characters: string, signs: number): void {
  for (let at = 0; at < characters.length; at += 1) SIGNS[characters.charCodeAt(at)] = signs
}

/** The signs of a text, as a sum of the constants above. */
export function signsOf(text: string): number {
  let all = 0
  let run = 0
  for (let at = 0; at < text.length; at += 1) {
    const sign = SIGNS[text.charCodeAt(at)] ?? 0
    all |= sign
    run = sign < IN_RUN ? 0 : run + 1
    if (run === SHORTEST_RUN) all |= RUN
  }
  return all & ~IN_RUN
}

export const has = (signs: number, all: number): boolean => (signs & all) === all
