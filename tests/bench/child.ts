import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, type Cost } from './cost.ts'
import { scratch } from './scratch.ts'

export interface ChildCost extends Cost {
  /** The most memory it had, in bytes. */
  peak: number
}

const USAGE = new URL('usage.mjs', import.meta.url).href
export const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** What a process costs from its start to its end. Its output is thrown away; a red verdict does not matter here. */
async function child(args: readonly string[], cache: string): Promise<ChildCost> {
  const usage = path.join(scratch(), 'usage.json')
  const start = performance.now()
  const running = spawn(process.execPath, ['--import', USAGE, ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: cache,
      BENCH_USAGE: usage,
      OLLAMA_HOST: '127.0.0.1:9',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  running.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await new Promise<number | null>((settle, fail) => {
    running.once('error', fail).once('close', settle)
  })
  if (code !== 0 && code !== 1) throw new Error(`${args.join(' ')} ended with ${code}: ${said}`)
  return { wall: performance.now() - start, ...(JSON.parse(readFileSync(usage, 'utf8')) as Omit<ChildCost, 'wall'>) }
}

/** The first time, with nothing compiled yet, and what it then takes: the middle of so many times. */
export async function startedOften(
  args: readonly string[],
  repeats: number,
): Promise<{ first: ChildCost; later: ChildCost }> {
  const cache = mkdtempSync(path.join(scratch(), 'compiled-'))
  const first = await child(args, cache)
  const costs: ChildCost[] = []
  for (let time = 0; time < repeats; time += 1) costs.push(await child(args, cache))
  return { first, later: median(costs) }
}
