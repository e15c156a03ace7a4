import { extra } from '../suite/findings.ts'
import { eachAnswer, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { isTextReply } from './completions.ts'
import { controlMarks, openingMark, roleHeader } from './control-marks.ts'
import { leakedMark } from './reasoning.ts'
import { endedIn, saidIn, type Said } from './said.ts'

/** A mark is meant where the request has it, or where a text strikes something out in HTML. */
const isMeant = (one: Observation, text: string, mark: string): boolean =>
  one.exchange.request.body?.includes(mark) === true || (mark === '</s>' && text.includes('<s>'))

/** A text may begin with a role that the request speaks of. A prompt without a template may go on with any. */
function leftHeader(one: Observation, text: string): string | undefined {
  const header = isTextReply(one) ? undefined : roleHeader(text)
  const word = header?.replace(':', '') ?? ''
  const spokenOf = new RegExp(`(?<!"(?:role|model)"\\s*:\\s*"[^"]*)\\b${word}\\b(?!"\\s*:)`, 'i')
  return header === undefined || spokenOf.test(one.exchange.request.body ?? '') ? undefined : header
}

const extraMark = (one: Observation, { path }: Said, message: string, mark: string) =>
  extra(one, path, message, 'the text alone', mark)

/** No text that ended by itself begins or ends with a control mark of the model, or begins with the header of its turn. */
export const hasNoMark = (is: Test): Traffic =>
  eachAnswer('no answer ended by itself with a text', [is, (one) => endedIn(one).length > 0], (one) =>
    endedIn(one).flatMap((said) => {
      const mark =
        [openingMark(said.text), controlMarks(said.text)].find(
          (found) => found !== undefined && !isMeant(one, said.text, found.split(/\s/)[0] ?? found),
        ) ?? leftHeader(one, said.text)
      return mark === undefined ? [] : [extraMark(one, said, 'a control mark of the model is left', mark)]
    }),
  )

/** No text has the marks of thoughts at its beginning, or the end of thoughts that have no beginning. */
export const withoutThoughts = (is: Test): Traffic =>
  eachAnswer('no answer had a text', [is, (one) => saidIn(one).length > 0], (one) =>
    saidIn(one).flatMap((said) => {
      const mark = leakedMark(said.text, one)
      return mark === undefined ? [] : [extraMark(one, said, 'thoughts are in the text', mark)]
    }),
  )

const END = /<\|(?:im_end|eot_id|eom_id|end|endoftext|end_of_text|return)\|>|<\/s>|<end_of_turn>|<｜end▁of▁sentence｜>/
const BEGIN =
  /<\|im_start\|>\s*\w+|<\|start_header_id\|>\s*\w+|<start_of_turn>\s*\w+|<\|(?:user|system|assistant)\|>|<｜User｜>|\[INST\]/
const ANY = new RegExp(`${END.source}|${BEGIN.source}`)
const TURN = new RegExp(`^(?:${END.source})\\s*(?:${BEGIN.source})`)

/** Where a text goes on in another turn: its first mark ends the turn of the model, and the next begins one. A text about templates has them otherwise. */
function madeUpTurn(text: string): string | undefined {
  const at = text.search(ANY)
  return at < 0 || text.slice(0, at).includes('`') ? undefined : TURN.exec(text.slice(at))?.[0]
}

/** No text goes on past the end of the turn of the model. */
export const endsItsTurn = (is: Test): Traffic =>
  eachAnswer('no answer had a text', [is, (one) => saidIn(one).length > 0], (one) =>
    saidIn(one).flatMap((said) => {
      const turn = madeUpTurn(said.text)
      return turn === undefined || isMeant(one, said.text, turn.split(/\s/)[0] ?? turn)
        ? []
        : [extraMark(one, said, 'the text goes on into a turn that the model made up', turn)]
    }),
  )
