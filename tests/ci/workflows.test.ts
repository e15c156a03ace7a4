import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readAsCommandLine } from './command-lines.ts'
import { actionProblems, workflowProblems } from './github-reader.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const OWN = /^your-org\/ollama-conformance@/

interface Step { id?: string; uses?: string; run?: string; with?: Record<string, string>; if?: string; shell?: string; env?: Record<string, string> }
interface Workflow { jobs: Record<string, { needs?: string; strategy?: { matrix: { shard: number[] } }; steps: Step[] }> }
interface Action { inputs: Record<string, { description: string; default?: string }>; outputs: Record<string, { value: string }>; runs: { using: string; steps: Step[] } }

const workflows = globSync('docs/ci/github-*.yml', { cwd: root }).map((file) => file.replaceAll('\\', '/')).sort()
const action = parse(read('action.yml')) as Action
const steps = (file: string): Step[] => Object.values((parse(read(file)) as Workflow).jobs).flatMap((job) => job.steps)

describe('workflows for GitHub', () => {
  test('there is one for each occasion', () => {
    expect(workflows.map((file) => path.basename(file, '.yml'))).toEqual(['github-nightly', 'github-service', 'github-shards', 'github-upgrade'])
  })

  test.for(workflows)('%s is one to the reader of GitHub', async (file) => { expect(await workflowProblems(read(file))).toEqual([]) })

  test('that reader refuses what is none', async () => {
    const text = read('docs/ci/github-shards.yml')
    expect(await workflowProblems(text.replace('runs-on:', 'run-on:'))).not.toEqual([])
    expect(await workflowProblems(text.replace('needs: shard', 'needs: shards'))).not.toEqual([])
    expect(await workflowProblems(text.replace('${{ matrix.shard }}', '${{ matrix.shard'))).not.toEqual([])
  })

  test.for(workflows)('%s gives the action inputs that it has, and options that there are', async (file) => {
    for (const { uses = '', with: given = {} } of steps(file).filter((step) => OWN.test(step.uses ?? ''))) {
      expect(uses).toMatch(/@v\d+\.\d+\.\d+$/)
      expect(Object.keys(given).filter((name) => !(name in action.inputs))).toEqual([])
      const { args = '', format = '', 'fail-on': failOn = 'must' } = given
      await readAsCommandLine(['run', '--format', format, '--fail-on', failOn, ...args.replaceAll(/\$\{\{.*?\}\}/g, '1').split(/\s+/).filter(Boolean)])
    }
  })

  test.for(workflows)('%s reads outputs that the action has', (file) => {
    const [asked = [], has] = [read(file).match(/steps\.conformance\.outputs\.[\w-]+/g)?.map((text) => text.split('.').at(-1) ?? ''), Object.keys(action.outputs)]
    expect(asked.filter((name) => !has.includes(name))).toEqual([])
  })

  test.for(workflows)('%s writes no expression into a script, where its value would be run', (file) => {
    expect(steps(file).filter(({ run = '' }) => run.includes('${{'))).toEqual([])
  })

  test('the shards of the matrix are all there are, and all are merged', () => {
    const file = 'docs/ci/github-shards.yml'
    const { shard, merge } = (parse(read(file)) as Workflow).jobs
    const shards = shard?.strategy?.matrix.shard ?? []
    expect(shard?.steps.map((step) => step.with?.['args']).filter(Boolean)).toEqual([`--shard \${{ matrix.shard }}/${shards.length}`])
    expect(shards).toEqual(shards.map((_, at) => at + 1))
    expect(merge?.needs).toBe('shard')
    const run = merge?.steps.find((step) => step.run?.includes('merge'))?.run ?? ''
    expect(run.match(/shards\/shard-\d/g)).toEqual(shards.map((at) => `shards/shard-${at}`))
  })
})

describe('the action', () => {
  test('is one to the reader of GitHub, and one that is none is refused', () => {
    const text = read('action.yml')
    expect(actionProblems(text)).toEqual([])
    expect(actionProblems(text.replace('using: composite', 'using: compsite'))).not.toEqual([])
    expect(actionProblems(text.replace('shell: bash', 'shel: bash'))).not.toEqual([])
  })

  test('hands every input to its script as a variable, and none as text', () => {
    const [, run] = action.runs.steps
    const given = Object.values(run?.env ?? {}).map((text) => /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(text)?.[1])
    expect(given.toSorted()).toEqual(Object.keys(action.inputs).toSorted())
    for (const step of action.runs.steps) expect(step.run).not.toContain('${{')
  })
})
