import type { Hooks } from '../../src/deviations/hooks.ts'
import { rulesOf } from '../../src/judge/rules.ts'
import { asker } from '../../src/server/discover.ts'
import { withTraits } from '../../src/server/measure-traits.ts'
import type { Suite } from '../../src/suite/suite.ts'
import { inProcessTransport } from '../../stand-in/in-process-transport.ts'
import { onlyModel } from '../../stand-in/models.ts'
import { handle } from '../../stand-in/stand-in.ts'
import type { Matrix } from './caught.ts'
import { askAll, judged, rulesWith, type AnsweredPlan } from './judge-all.ts'
import { madeFaults, namedFaults } from './matrix.ts'
import { rareFields } from './row-faults.ts'

/** How the only model of a server thinks, with a model of the stand-in that does so. */
export const THINKING_MODES = { optional: 'qwen3-0.6b', always: 'deepseek-r1-1.5b' } as const
export type ThinkingMode = keyof typeof THINKING_MODES

/** What proves a rule in a mode: the fault it fails with; else why the conforming server leaves it open, or that nothing proves it. */
export type ModeProof = { fault: string } | { open: string } | { unproved: true }

/** Faults tried for a rule, the sharpest first, before it counts as not proved. */
const TRIES = 12
/** Faults for which all of the plan is asked. */
const FEW = 6

/** The answers of the stand-in with a fault, where its only model thinks in this mode. */
export async function againstMode(
  suites: readonly Suite[],
  hooks: Hooks,
  mode: ThinkingMode,
  wanted?: (id: string) => boolean,
): Promise<AnsweredPlan> {
  const transport = inProcessTransport((request) => handle(request, { hooks }))
  const models = await withTraits(asker(transport), '/v1', onlyModel(THINKING_MODES[mode]), [])
  return askAll(suites, transport, wanted, models)
}

/**
 * For each rule what proves it in a mode. Each rule is tried with the faults that it is known to fail with: its own suite is asked first, and
 * all of the plan where the rule needs what others ask.
 */
export async function proofsIn(
  mode: ThinkingMode,
  suites: readonly Suite[],
  matrix: Matrix,
): Promise<Map<string, ModeProof>> {
  const clean = await againstMode(suites, {}, mode)
  const verdicts = judged(clean)
  const failing = await failsIn(mode, suites, clean)
  const found = new Map<string, ModeProof>()
  const ids = suites.flatMap(rulesOf).map(({ id }) => id)
  for (const id of ids) {
    const verdict = verdicts.get(id)
    if (verdict?.outcome !== 'pass') found.set(id, { open: verdict?.reason ?? 'nothing asks for it' })
  }
  for (let round = 0; round < TRIES; round++) {
    const left = ids.filter((id) => !found.has(id))
    for (const [fault, rules] of Map.groupBy(left, (id) => matrix.killers(id)[round] ?? ''))
      if (fault !== '') for (const id of await failing(fault, rules)) found.set(id, { fault })
  }
  for (const id of ids.filter((one) => !found.has(one)))
    found.set(
      id,
      (await provenBy(matrix.killers(id).slice(0, FEW), (fault) => failing(fault, [id], true))) ?? { unproved: true },
    )
  return found
}

/** The first of some faults with which any rule fails. */
async function provenBy(
  faults: readonly string[],
  failing: (fault: string) => Promise<string[]>,
): Promise<ModeProof | null> {
  for (const fault of faults) if ((await failing(fault)).length > 0) return { fault }
  return null
}

/** Tells which of some rules fail with a fault. */
async function failsIn(
  mode: ThinkingMode,
  suites: readonly Suite[],
  clean: AnsweredPlan,
): Promise<(fault: string, rules: readonly string[], whole?: boolean) => Promise<string[]>> {
  const rare = await againstMode(suites, rareFields, mode)
  const named = new Map(namedFaults(clean).map((fault) => [fault.name, fault.hooks]))
  const made = new Map(madeFaults(suites, clean).map((fault) => [fault.name, fault.answers]))
  return async (fault, rules, whole = false) => {
    const wanted = new Set(rules)
    const hooks = named.get(fault)
    const answered = hooks
      ? await againstMode(suites, hooks, mode, (id) => whole || wanted.has(id))
      : (made.get(fault)?.(clean, rare) ?? null)
    if (!answered) return []
    return rulesWith(
      'fail',
      judged(answered, ({ id }) => wanted.has(id)),
    )
  }
}
