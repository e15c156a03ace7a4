import type { CorpusRow } from '../../scripts/observed/corpus.ts'

/** What an exchange of the corpus is no evidence for. */
export interface Exemption {
  /** The rule's id, or an alarm of the contract as it is printed. */
  what: RegExp
  applies: (row: CorpusRow) => boolean
  reason: string
}

/** Kept as few as possible: each of them is a place where a false alarm would go unseen. */
export const EXEMPTIONS: Exemption[] = [
  {
    what: /^usage\/(repeated|conversation|stream)\/|^(usage\/responses|embeddings\/usage)\/(as-before|stream-as-plain)$|\/counts-as-plain$/,
    applies: () => true,
    reason: 'texts are masked letter by letter: two requests that were not equal may be so in the corpus',
  },
  {
    what: /^streaming\/framing\/content-type$/,
    applies: ({ response }) => !Object.keys(response.headers).some((name) => name.toLowerCase() === 'content-type'),
    reason: 'some recorders keep no headers at all: a content type that was not kept is not one that was not sent',
  },
  {
    what: /^responses\/stream-items\/(text-joined|deltas-kept)$/,
    applies: ({ response }) => /"text": ?"(\\")?\{/.test(String(response.body)),
    reason:
      'whole JSON texts are masked value by value and written anew, their deltas letter by letter: the two no longer add up',
  },
  {
    what: /^responses\/echo\/instructions$/,
    applies: ({ request }) => /…\[x+ \d+ x+\]/.test(JSON.stringify(request.body)),
    reason: 'a recorder cut long texts of the request, and says so at their ends',
  },
  {
    what: /^responses\/stream-call\/arguments-joined$/,
    applies: ({ response }) =>
      /^data: (?=.*function_call_arguments\.delta).*"delta": ?"(\\.|[^"\\])*[x0]/m.test(String(response.body)),
    reason: 'arguments are kept as they are in one piece and masked in their deltas: the two no longer add up',
  },
]
