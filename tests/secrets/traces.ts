/** So many characters in a row are a trace of a key. Services show less to its owner: `sk-abc***wxyz`. */
const telling = ({ length }: string): number => Math.max(8, Math.min(12, Math.ceil(length / 2)))

/**
 * The places in a text that give a secret away, found by another way than the one under test: by decoding all that can be decoded,
 * and looking for any run of the secret in it.
 */
export function tracesOf(text: string, secret: string): string[] {
  const wanted = secret.toLowerCase()
  const runs = Array.from({ length: wanted.length - telling(wanted) + 1 }, (_, at) =>
    wanted.slice(at, at + telling(wanted)),
  )
  return readings(text).flatMap((reading) => {
    const small = reading.toLowerCase()
    const run = runs.find((one) => small.includes(one))
    return run === undefined ? [] : [small.slice(Math.max(0, small.indexOf(run) - 30), small.indexOf(run) + 40)]
  })
}

/** A text, and all that somebody could read in it. */
function readings(text: string): string[] {
  const plain = unescaped(unescaped(text))
  const coded = [...text.matchAll(/[\w+/-]{16,}/g)].map(([run]) => run)
  const hex = [...text.matchAll(/[0-9a-f]{16,}/gi)].map(([run]) => run)
  const decoded = (runs: readonly string[], offset: number, coding: 'base64' | 'hex'): string =>
    runs.map((run) => Buffer.from(run.slice(offset), coding).toString('latin1')).join('\n')
  return [
    text,
    plain,
    [...text].reverse().join(''),
    ...[0, 1, 2, 3].map((offset) => decoded(coded, offset, 'base64')),
    ...[0, 1].map((offset) => decoded(hex, offset, 'hex')),
  ]
}

const unescaped = (text: string): string =>
  text
    .replace(/%([0-9a-f]{2})/gi, (_all, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\+u00([0-9a-f]{2})/gi, (_all, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/&#x([0-9a-f]{2});/gi, (_all, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/&#(\d{2,3});/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('\\/', '/')
