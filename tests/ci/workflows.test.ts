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

interface Step {
  id?: string
  uses?: string
  run?: string
  with?: Record<string, string>
  if?: string
  shell?: string
  env?: Record<string, string>
}
interface Workflow {
  jobs: Record<string, { needs?: string; strategy?: { matrix: { shard: number[]; node?: string[] } }; steps: Step[] }>
}
interface Action {
  inputs: Record<string, { description: string; default?: string }>
  outputs: Record<string, { value: string }>
  runs: { using: string; steps: Step[] }
}

const recipes = globSync('docs/ci/{github-*,nightly-upgrade}.yml', { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .sort()
const own = globSync('.github/workflows/*.yml', { cwd: root }).map((file) => file.replaceAll('\\', '/'))
const workflows = [...recipes, ...own]
const action = parse(read('action.yml')) as Action
const steps = (file: string): Step[] => Object.values((parse(read(file)) as Workflow).jobs).flatMap((job) => job.steps)

describe('workflows for GitHub', () => {
  test('there is one for each occasion', () => {
    expect(recipes.map((file) => path.basename(file, '.yml'))).toEqual([
      'github-gate',
      'github-nightly',
      'github-service',
      'github-shards',
      'github-upgrade',
      'nightly-upgrade',
    ])
  })

  test.for(workflows)('%s is one to the reader of GitHub', async (file) => {
    expect(await workflowProblems(read(file))).toEqual([])
  })

  test('that reader refuses an invalid workflow', async () => {
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
      await readAsCommandLine([
        'run',
        '--format',
        format,
        '--fail-on',
        failOn,
        ...args
          .replaceAll(/\$\{\{.*?\}\}/g, '1')
          .split(/\s+/)
          .filter(Boolean),
      ])
    }
  })

  test.for(workflows)('%s reads outputs that the action has', (file) => {
    const [asked = [], has] = [
      read(file)
        .match(/steps\.conformance\.outputs\.[\w-]+/g)
        ?.map((text) => text.split('.').at(-1) ?? ''),
      Object.keys(action.outputs),
    ]
    expect(asked.filter((name) => !has.includes(name))).toEqual([])
  })

  test.for(workflows)('%s writes no expression into a script, where its value would be run', (file) => {
    expect(steps(file).filter(({ run = '' }) => run.includes('${{'))).toEqual([])
  })

  test('the shards of the matrix are all there are, and all are merged', () => {
    const file = 'docs/ci/github-shards.yml'
    const { shard, merge } = (parse(read(file)) as Workflow).jobs
    const shards = shard?.strategy?.matrix.shard ?? []
    expect(shard?.steps.map((step) => step.with?.['args']).filter(Boolean)).toEqual([
      `--shard \${{ matrix.shard }}/${shards.length}`,
    ])
    expect(shards).toEqual(shards.map((_, at) => at + 1))
    expect(merge?.needs).toBe('shard')
    const run = merge?.steps.find((step) => step.run?.includes('merge'))?.run ?? ''
    expect(run.match(/shards\/shard-\d/g)).toEqual(shards.map((at) => `shards/shard-${at}`))
  })
})

describe('the workflow of this repository', () => {
  const file = '.github/workflows/ci.yml'
  const { jobs } = parse(read(file)) as Workflow
  const commands = steps(file).flatMap(({ run = [] }) => run)

  test('runs what CI runs, and scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    expect(commands).toContain('.ci/run')
    expect(
      commands.flatMap((line) => /npm run ([\w:]+)/.exec(line)?.[1] ?? []).filter((name) => !(name in scripts)),
    ).toEqual([])
    const files = commands
      .flatMap((line) => line.match(/\S+\.(mjs|ts)\b/g) ?? [])
      .filter((name) => !name.startsWith('node_modules/'))
    expect(files.filter((name) => globSync(name, { cwd: root }).length === 0)).toEqual([])
  })

  test('tries the oldest Node that the package asks for, and later ones without the Node of npm scripts', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } }
    const [oldest = '', ...later] = jobs['node']?.strategy?.matrix.node ?? []
    expect(engines.node).toBe(`>=${oldest}`)
    expect(later.map(Number)).toEqual(later.map(Number).toSorted((a, b) => a - b))
    expect(jobs['node']?.steps.flatMap(({ run = [] }) => run)).toContain('node node_modules/vitest/vitest.mjs run')
  })
})

describe('forms for issues', () => {
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: root })
    .filter((file) => !file.endsWith('config.yml'))
    .sort()

  test('there is one for each kind', () => {
    expect(forms.map((file) => path.basename(file, '.yml'))).toEqual(['bug', 'false-alarm', 'missed-deviation'])
  })

  test.for(forms)('%s has fields that GitHub knows, each with an id and a label of its own', (file) => {
    const { name, description, body } = parse(read(file)) as {
      name: string
      description: string
      body: { type: string; id?: string; attributes: { label?: string } }[]
    }
    const fields = body.filter(({ type }) => type !== 'markdown')
    expect([name, description].every(Boolean)).toBe(true)
    for (const key of [
      ({ id }: (typeof fields)[number]) => id,
      ({ attributes }: (typeof fields)[number]) => attributes.label,
    ]) {
      const values = fields.map(key)
      expect(values).not.toContain(undefined)
      expect(new Set(values).size).toBe(fields.length)
    }
    expect(fields.filter(({ type }) => !['input', 'textarea', 'dropdown', 'checkboxes'].includes(type))).toEqual([])
  })

  test('a false alarm comes with the rule and the exchange', () => {
    const { body } = parse(read('.github/ISSUE_TEMPLATE/false-alarm.yml')) as {
      body: { id?: string; validations?: { required?: boolean } }[]
    }
    expect(body.filter(({ validations }) => validations?.required).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['rule', 'exchange']),
    )
  })
})

describe('the action', () => {
  test('is one to the reader of GitHub, and an invalid one is refused', () => {
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
