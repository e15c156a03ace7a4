import { closest } from 'fastest-levenshtein'

/** The name that was most likely meant: one that has what was typed in it (`vercel` is `vercel-ai-sdk`), else the one of the fewest slips. */
export function nearest(typed: string, names: readonly string[]): string {
  const word = typed.toLowerCase().replace(/^\.\/|\.ya?ml$/g, '')
  const having = word === '' ? [] : names.filter((name) => name.startsWith(word))
  const within = having.length > 0 || word.length < 3 ? having : names.filter((name) => name.includes(word))
  return within.length > 0
    ? within.reduce((best, name) => (name.length < best.length ? name : best))
    : closest(word, [...names])
}
