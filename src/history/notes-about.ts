/** Words of rule ids that stand in any release notes. */
const COMMON = new Set([
  'answered',
  'asked',
  'chat',
  'from',
  'model',
  'same',
  'text',
  'that',
  'they',
  'type',
  'value',
  'with',
])
const SHORTEST = 4
const MOST_LINES = 5

/** The lines of release notes that speak of what rules are about, those with the most of their words first. Pure. */
export function notesAbout(notes: string, rules: readonly string[]): string[] {
  const stems = new Set(rules.flatMap((id) => id.split(/[/-]/)).flatMap((word) => stemOf(word) ?? []))
  return notes
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*+]\s+|#+\s+)/, '').trim())
    .filter((line) => line !== '')
    .map((line) => ({ line, found: [...stems].filter((stem) => hasWord(line, stem)).length }))
    .filter(({ found }) => found > 0)
    .sort((a, b) => b.found - a.found)
    .slice(0, MOST_LINES)
    .map(({ line }) => line)
}

/** `tokens` and `token`, `streaming` and `streamed` are told alike. */
function stemOf(word: string): string | null {
  if (word.length < SHORTEST || COMMON.has(word)) return null
  const stem = word.replace(/(?:ings?|ed|s)$/, '')
  return stem.length < SHORTEST ? word : stem
}

/** At the beginning of a word, also in `prompt_tokens`. */
const hasWord = (line: string, stem: string): boolean =>
  line
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((word) => word.startsWith(stem))
