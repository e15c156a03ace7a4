import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { currentMatrix, against } from './matrix.ts'
import { proofsIn, THINKING_MODES, type ModeProof, type ThinkingMode } from './thinking-modes.ts'

export const MODES = Object.keys(THINKING_MODES) as ThinkingMode[]

/** For each rule, what proves it in each mode. It may lack rules that are younger than the measurement. */
export type ThinkingProofs = Record<string, Partial<Record<ThinkingMode, ModeProof>>>

const file = fileURLToPath(new URL('thinking-proofs.json', import.meta.url))

/** What `npm run pages -- thinking-faults` last measured. */
export const lastThinkingProofs = (): ThinkingProofs =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ThinkingProofs) : {}

/** Tries each rule in both modes, which takes minutes, and keeps what proves it, a line a rule. */
export async function writeThinkingProofs(): Promise<void> {
  const suites = await loadSuites()
  const matrix = await currentMatrix(suites, await against(suites, {}))
  const proofs: ThinkingProofs = {}
  for (const mode of MODES)
    for (const [rule, proof] of await proofsIn(mode, suites, matrix)) proofs[rule] = { ...proofs[rule], [mode]: proof }
  const lines = Object.entries(proofs).map(([rule, proof]) => `${JSON.stringify(rule)}: ${JSON.stringify(proof)}`)
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`)
}
