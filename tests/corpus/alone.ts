import type { CorpusRow } from '../../scripts/observed/corpus.ts'
import { ANSWER_KINDS, type AnswerKindName } from '../../src/library/answer-kinds.ts'
import { problems } from '../../src/library/problems.ts'
import { EXEMPTIONS } from './exemptions.ts'

/** The names of fields are masked in an answer and not in the schema that a response says again, or otherwise. */
const MASKED_NAMES = /^responses\/(strict\/arguments-conform|parameters\/format-is-obeyed|format\/streamed)$/

/** What an answer is accused of where nobody knows its request, as the matchers for tests judge it. */
export async function aloneAlarms(row: CorpusRow): Promise<string[]> {
  const kind = kindOf(row)
  if (kind === undefined) return []
  const found = await problems(kind, row.response.body)
  const exempt = (rule: string): boolean =>
    MASKED_NAMES.test(rule) || EXEMPTIONS.some(({ applies, what }) => what.test(rule) && applies(row))
  return found.filter(({ rule }) => rule === null || !exempt(rule)).map(({ message }) => `by itself: ${message}`)
}

const kindOf = ({ endpoint, stream, response: { status } }: CorpusRow): AnswerKindName | undefined =>
  status === 200
    ? (Object.keys(ANSWER_KINDS) as AnswerKindName[]).find(
        (name) => ANSWER_KINDS[name].path === endpoint && ANSWER_KINDS[name].stream === stream,
      )
    : undefined
