import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rulesOf } from '../../src/judge/rules.ts'
import type { Suite } from '../../src/suite/suite.ts'
import { BLUNT, type Matrix } from '../faults/caught.ts'
import type { AnsweredPlan } from '../faults/judge-all.ts'
import { madeFaults, namedFaults } from '../faults/matrix.ts'
import { faultsScorePage, rulesScorePage } from '../faults/score-pages.ts'
import { lastThinkingProofs, MODES, type ThinkingProofs } from '../faults/thinking-proofs.ts'
import { scorePage, type Reasons, type ThinkingFigures } from './score-page.ts'
import type { Score } from './score.ts'

const read = (file: string): unknown => JSON.parse(readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8'))

/** The pages about the mutation score, by their path in `docs/`, from what was last found. */
export function scorePages(suites: readonly Suite[], clean: AnsweredPlan, matrix: Matrix): Record<string, string> {
  const [named, made] = [namedFaults(clean), madeFaults(suites, clean)]
  const rules = suites.flatMap(rulesOf).map(({ id }) => id)
  const proofs = lastThinkingProofs()
  const breadths = rules.map((rule) => matrix.breadth(matrix.killers(rule)[0] ?? ''))
  const figures = {
    rules: rules.length,
    suites: suites.length,
    faults: named.length,
    made: made.length,
    alone: breadths.filter((breadth) => breadth === 1).length,
    few: breadths.filter((breadth) => breadth > 1 && breadth <= 10).length,
    blunt: rules.filter((_, at) => (breadths[at] ?? 0) > BLUNT),
    thinking: MODES.map((mode) => thinkingFigures(mode, rules, proofs)),
    asides: named.flatMap(({ name, aside }) => (aside === undefined ? [] : [{ name, aside }])),
  }
  return {
    'mutation-score.md': scorePage(
      figures,
      read('score.json') as Record<string, Score>,
      read('reasons.json') as Reasons,
    ),
    'mutation-score-rules.md': rulesScorePage(suites, matrix, proofs),
    'mutation-score-faults.md': faultsScorePage([...named, ...made], matrix),
  }
}

/** How many rules are proved in a mode, and which are not. */
function thinkingFigures(
  mode: ThinkingFigures['mode'],
  rules: readonly string[],
  proofs: ThinkingProofs,
): ThinkingFigures {
  const measured = rules.flatMap((rule) => {
    const proof = proofs[rule]?.[mode]
    return proof ? [{ rule, proof }] : []
  })
  return {
    mode,
    proved: measured.filter(({ proof }) => 'fault' in proof).length,
    open: measured.filter(({ proof }) => 'open' in proof).length,
    unproved: measured.filter(({ proof }) => 'unproved' in proof).map(({ rule }) => rule),
  }
}
