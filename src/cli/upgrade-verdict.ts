import path from 'node:path'
import type { RuleChange } from '../history/rule-change.ts'
import type { ShapeChange } from '../history/shape-change.ts'
import { countedBreaks, countedOpen } from '../history/upgrade-verdict.ts'
import type { Upgrade } from '../history/upgrade.ts'
import { counted, plain } from '../report/markdown-text.ts'
import {
  changesOf,
  clientLines,
  foundText,
  nextSteps,
  route,
  shapeText,
  sideLines,
  verdictText,
} from '../report/upgrade-words.ts'
import { outColours } from './colours.ts'

const MOST_LISTED = 8
const COLOURS: Record<Upgrade['verdict'], (text: string) => string> = {
  safe: outColours.green,
  'safe-but-for-known': outColours.green,
  regresses: outColours.red,
  'could-not-judge': outColours.yellow,
}

/** Whether to upgrade, on one screen. */
export function printUpgrade(upgrade: Upgrade, out: string): void {
  const { verdict, sentence, changes, unchanged, shapes } = upgrade
  console.log(`\n${COLOURS[verdict](outColours.bold(verdictText(upgrade)))}  ${plain(route(upgrade))}`)
  console.log(plain(sentence, 600))
  for (const { label, names } of clientLines(upgrade))
    console.log(`${outColours.bold(`${label}:`)} ${plain(names.join(', '), 600)}`)
  for (const line of sideLines(upgrade)) console.log(outColours.yellow(plain(line, 600)))
  printChanges('Regresses:', countedBreaks(changes))
  printChanges('Not judged:', countedOpen(changes))
  for (const shape of (shapes ?? []).filter(({ counts }) => counts))
    console.log(`  ${outColours.red('shape')}  ${plain(shapeText(shape, upgrade), 300)}`)
  printMended(changesOf(upgrade, 'fix'))
  printShapes(
    (shapes ?? []).filter(({ counts, known }) => !counts && known === undefined),
    upgrade,
  )
  console.log(
    `${counted(unchanged, 'rule')} unchanged, ${counted(changes.length, 'change')}, ${shapes === null ? 'shapes not compared' : counted(shapes.length, 'changed shape')}`,
  )
  for (const step of nextSteps(upgrade)) console.log(`Next: ${plain(step, 600)}`)
  console.log(`Written to ${path.join(out, 'upgrade.md')} and upgrade.html`)
}

/** What is better is told in fewer lines than what is worse. */
const MOST_MENDED = 5
const MOST_SHAPES = 3

function printMended(changes: readonly RuleChange[]): void {
  if (changes.length === 0) return
  console.log(outColours.bold('Mended:'))
  for (const { level, id, sentence } of changes.slice(0, MOST_MENDED))
    console.log(`  ${outColours.green(level)}  ${id}  ${outColours.dim(plain(sentence, 100))}`)
  if (changes.length > MOST_MENDED) console.log(`  … and ${changes.length - MOST_MENDED} more`)
}

/** Shapes that break no known client may break another. */
function printShapes(shapes: readonly ShapeChange[], upgrade: Upgrade): void {
  if (shapes.length === 0) return
  console.log(outColours.bold('Changed shapes that break no known client:'))
  for (const shape of shapes.slice(0, MOST_SHAPES)) console.log(`  ${plain(shapeText(shape, upgrade), 160)}`)
  if (shapes.length > MOST_SHAPES) console.log(`  … and ${shapes.length - MOST_SHAPES} more`)
}

function printChanges(title: string, changes: readonly RuleChange[]): void {
  if (changes.length === 0) return
  console.log(outColours.bold(title))
  for (const change of changes.slice(0, MOST_LISTED))
    console.log(`  ${outColours.red(change.level)}  ${change.id}  ${outColours.dim(plain(foundText(change), 100))}`)
  if (changes.length > MOST_LISTED) console.log(`  … and ${changes.length - MOST_LISTED} more`)
}
