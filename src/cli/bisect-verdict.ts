import type { BisectStep } from '../history/bisect.ts'
import { counted, plain } from '../report/markdown-text.ts'
import type { BisectResult, BisectSubject } from '../run/bisect.ts'
import { errColours, outColours } from './colours.ts'

const STATES: Record<BisectStep['state'], string> = {
  holds: errColours.green('holds'),
  fails: errColours.red('fails'),
  open: errColours.yellow('not judged'),
  unavailable: errColours.yellow('skipped'),
  unsteady: errColours.yellow('not steady'),
}

/** A line for each release that was asked. */
export function printStep({ version, state, reason, left }: BisectStep): void {
  const why = state === 'holds' ? '' : `: ${plain(reason, 300)}`
  console.error(`${plain(version)}  ${STATES[state]}${why}  (${counted(left, 'release')} left)`)
}

/** Only a release that was found is an answer. */
export const exitCodeOfBisect = ({ found }: BisectResult): 0 | 2 =>
  found.kind === 'flipped' && found.between.length === 0 ? 0 : 2

/** Which release it was, on one screen. */
export function printBisect(result: BisectResult, subject: BisectSubject): void {
  const { found, flip } = result
  if (flip === null || found.kind !== 'flipped') {
    printVerdict('COULD NOT JUDGE', whyNot(found, subject))
    return
  }
  const what = `${nameOf(subject)} holds in ${found.holds} and fails in ${found.fails}`
  if (found.between.length === 0) printVerdict(`FLIPPED in ${flip.version}`, `${what}, its neighbour.`)
  else
    printVerdict(
      'COULD NOT JUDGE',
      `${what}; between them ${found.between.join(', ')} gave no verdict, so it may be any of these, or ${flip.version}.`,
    )
  console.log(`Found in ${found.fails}: ${plain(flip.reason, 600)}`)
  console.log(`Reports: ${flip.reports[0]} (holds) and ${flip.reports[1]} (fails)`)
  if (flip.notes.length > 0) console.log(`Release notes of ${flip.version}:`)
  for (const line of flip.notes) console.log(`  ${plain(line, 300)}`)
}

const printVerdict = (title: string, sentence: string): void => {
  const paint = title === 'COULD NOT JUDGE' ? outColours.yellow : outColours.green
  console.log(`\n${paint(outColours.bold(title))}  ${plain(sentence, 600)}`)
}

function whyNot(found: BisectResult['found'], subject: BisectSubject): string {
  if (found.kind === 'flipped') return ''
  const { version, state, reason } = found.step
  if (found.kind === 'unsteady')
    return `${nameOf(subject)} is not steady in ${version}: ${reason}. Nothing that flips by itself can be traced to a release.`
  const [end, wanted] = found.end === 'good' ? ['GOOD', 'holds'] : ['BAD', 'fails']
  if (state === 'holds' || state === 'fails')
    return `${nameOf(subject)} ${state} in ${version}, which was named as ${end}. Name as ${end} a release in which it ${wanted}.`
  return `${nameOf(subject)} gave no verdict in ${version}, which was named as ${end}: ${reason} Name another release as ${end}, or a larger model.`
}

const nameOf = ({ kind, name }: BisectSubject): string => (kind === 'rule' ? name : `What ${name} needs`)
