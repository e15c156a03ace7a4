import type { Outcome } from '../../src/finding.ts'

/**
 * Outcomes in which a rule has been corrected since the reports were made, by recording. They hold until the next
 * `npm run pages -- reports`, which makes this list empty.
 */
export const CORRECTED: Record<string, Record<string, Outcome>> = {
  'ollama-0.5.7': {
    'completions/response/choices-finish-reason-value': 'pass',
  },
  'ollama-0.12.11': {
    'reasoning/text/answer-after-thought': 'inconclusive',
    'structured-output/thinking/never-empty': 'inconclusive',
    'completions/response/choices-finish-reason-value': 'pass',
  },
  'ollama-0.24.0': {
    'reasoning/text/answer-after-thought': 'inconclusive',
    'structured-output/thinking/never-empty': 'inconclusive',
    'responses/tool-types/search-keeps-functions': 'inconclusive',
    'responses/tool-types/shell-keeps-functions': 'inconclusive',
    'completions/response/choices-finish-reason-value': 'pass',
    'responses/reasoning/thoughts-are-counted': 'inconclusive',
    'usage/responses/never-zero': 'pass',
  },
  'ollama-0.32.15': {
    'responses/tool-types/shell-keeps-functions': 'inconclusive',
    'completions/response/choices-finish-reason-value': 'pass',
    'usage/responses/never-zero': 'pass',
  },
}

/** Differences that only odd requests, other methods and missing endpoints showed. */
const ODD = [
  'chat body format value',
  'chat headers headers.content-type missing',
  'completions finish finish_reason (text) value',
]
const ODD_TEXT = [...ODD, 'error body format value']

/** Names of differences that are none any more, by recording. */
export const CORRECTED_DIFFERENCES: Record<string, string[]> = {
  'ollama-0.5.7': ODD,
  'ollama-0.12.11': ODD_TEXT,
  'ollama-0.24.0': ODD_TEXT,
  'ollama-0.32.15': ODD_TEXT,
}
