import { readFileSync } from 'node:fs'
import path from 'node:path'
import { reported, type Reported } from './command-line.ts'

/** Runs every shard, each in a folder of its own. */
export const sharded = async (args: string[], of: number): Promise<Reported[]> => {
  const runs: Reported[] = []
  for (let at = 1; at <= of; at++) runs.push(await reported([...args, '--shard', `${at}/${of}`]))
  return runs
}

export const merged = (runs: readonly { out: string }[], more: string[] = []): Promise<Reported> =>
  reported(['merge', ...runs.map(({ out }) => out), ...more])

/** The bytes of the record and the reports without the block, and the line, that say when and how. */
export function bytes(out: string): { results: string; report: string; evidence: string } {
  const read = (name: string): string => readFileSync(path.join(out, name), 'utf8')
  return {
    results: read('results.json').replace(/\n  "metadata": \{.*?\n  \}/s, ''),
    report: read('report.md').replace(/\n<sub>Started .*\n/, ''),
    evidence: read('evidence.md'),
  }
}
