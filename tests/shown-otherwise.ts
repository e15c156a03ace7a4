const NO_SCORES = 'calls have no log probabilities that their text could keep, and a server scores the text'
const NO_THOUGHTS = 'a server counts as thoughts what became thoughts'

/** Deviations that fail other rules where they are put into answers than where a server shows them, each with why. */
export const OTHERWISE: Record<string, string> = {
  'call-as-fenced-text': NO_SCORES,
  'call-as-function-tags': NO_SCORES,
  'call-as-json-text': NO_SCORES,
  'call-as-tagged-text': NO_SCORES,
  'answer-in-reasoning': NO_THOUGHTS,
  'answer-in-reasoning-content': NO_THOUGHTS,
  'answer-in-reasoning-cut': NO_THOUGHTS,
}
