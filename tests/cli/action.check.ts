import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { commandsIn } from '../formats/runner-commands.ts'
import { folder, NOWHERE, withOutcome, written, type Ended } from './command-line.ts'
import { standIn } from './servers.ts'

// Several whole runs in some of these.
interface Action {
  inputs: Record<string, { default?: string }>
  runs: { steps: { id?: string; run: string; env?: Record<string, string> }[] }
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const action = parse(readFileSync(path.join(root, 'action.yml'), 'utf8')) as Action
const step = action.runs.steps.find(({ id }) => id === 'run')

interface Acted extends Ended {
  dir: string
  outputs: Record<string, string>
  summary: string
}

/** Runs the script of the action as a runner does: in the workspace, with inputs as variables and files for outputs and summary. */
async function act(inputs: Record<string, string>, dir = folder(), suite = root.replace(/\/$/, '')): Promise<Acted> {
  const [output, summary] = ['output', 'summary'].map((name) => path.join(dir, name)) as [string, string]
  for (const file of [output, summary]) writeFileSync(file, '')
  const given = Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([name, text]) => {
      const input = /inputs\.([\w-]+)/.exec(text)?.[1] ?? ''
      return [name, inputs[input] ?? action.inputs[input]?.default ?? '']
    }),
  )
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    CI: 'true',
    OLLAMA_HOST: NOWHERE,
    GITHUB_ACTION_PATH: suite,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    ...given,
  }
  const ended = await new Promise<Ended>((settle, fail) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''], {
      cwd: dir,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (text: Buffer) => {
      stdout += text.toString()
    })
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString()
    })
    child.on('error', fail)
    child.on('close', (code) => settle({ code, stdout, stderr }))
  })
  const outputs = Object.fromEntries(
    readFileSync(output, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
  return { ...ended, dir, outputs, summary: readFileSync(summary, 'utf8') }
}

/** Runs the script with a suite that judges nothing and notes the words of its command line. */
async function heard(inputs: Record<string, string>, dir = folder()): Promise<Acted & { words: string[] }> {
  const suite = folder()
  const [bin, words] = [path.join(suite, 'node_modules/.bin'), path.join(suite, 'words')]
  mkdirSync(bin, { recursive: true })
  writeFileSync(path.join(bin, 'node'), `#!/bin/sh\nshift\nprintf '%s\\n' "$@" > '${words}'\n`, { mode: 0o755 })
  const acted = await act(inputs, dir, suite)
  return { ...acted, words: existsSync(words) ? readFileSync(words, 'utf8').trimEnd().split('\n') : [] }
}

describe.concurrent('the action', () => {
  test('judges what its inputs select, tells outputs, and writes the summary of the job', async () => {
    const { url } = await standIn()
    // A file that a pattern would turn into, were it left to the shell.
    const dir = folder()
    writeFileSync(path.join(dir, 'stop'), '')
    const run = await act(
      {
        target: url,
        reference: 'none',
        only: 'stop/*\nmodels',
        skip: 'stop/string',
        format: 'md,json,junit',
        args: '--timeout 60  --concurrency 2',
      },
      dir,
    )
    expect({ code: run.code, outputs: run.outputs }).toEqual({
      code: 0,
      outputs: { verdict: 'conforms', 'exit-code': '0', report: 'reports/conformance/report.md' },
    })
    const { record } = written(path.join(dir, 'reports/conformance'))
    expect(record.options).toMatchObject({ only: ['stop/*', 'models'], skip: ['stop/string'], failOn: 'must' })
    expect(existsSync(path.join(dir, 'reports/conformance/junit.xml'))).toBe(true)
    expect(run.summary).toMatch(/^# .*: CONFORMS/)
  })

  test('fails the step where the target does not conform, with annotations', async () => {
    const { url } = await standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })
    const run = await act({ target: url, reference: 'none', only: 'stop', format: 'github', out: 'out' })
    expect({ code: run.code, outputs: run.outputs }).toEqual({
      code: 1,
      outputs: { verdict: 'does-not-conform', 'exit-code': '1', report: 'out/results.json' },
    })
    const failed = withOutcome(
      JSON.parse(readFileSync(path.join(run.dir, 'out/results.json'), 'utf8')) as Parameters<typeof withOutcome>[0],
      'fail',
    )
    expect(failed).toContain('stop/string/ends-before-it')
    const said = commandsIn(run.stdout).map(({ name, properties }) => `${name} ${properties['title']}`)
    // One cause is annotated once, at the first of its rules.
    expect(said).toContainEqual(expect.stringMatching(/^error stop\/\S+ \(must\) and \d+ more rules$/))
    // Asked for by the input as well as by the action, and yet said once.
    expect(new Set(said).size).toBe(said.length)
    expect((await act({ target: url, reference: 'none', only: 'stop', 'fail-on': 'never' })).outputs).toMatchObject({
      verdict: 'does-not-conform',
      'exit-code': '0',
    })
  })

  test('that could not judge has no report, not even one of an earlier run', async () => {
    const dir = folder()
    const { url } = await standIn()
    await act({ target: url, reference: 'none', only: 'models' }, dir)
    const run = await act({ target: url, reference: 'none', only: 'modles' }, dir)
    expect({ code: run.code, outputs: run.outputs }).toEqual({
      code: 2,
      outputs: { verdict: 'could-not-judge', 'exit-code': '2', report: '' },
    })
    expect(run.stderr).toMatch(/No rule matches modles/)
  })

  test.for<[string, Record<string, string>]>([
    ['the server of OLLAMA_HOST', { profile: 'openai-node' }],
    ['the target', { target: `http://${NOWHERE}` }],
    ['the target, and no failure would fail the step', { target: `http://${NOWHERE}`, 'fail-on': 'never' }],
    ['the server behind a gateway', { args: `--via http://${NOWHERE}` }],
  ])('fails in one line where %s does not answer', async ([, inputs]) => {
    const run = await act(inputs)
    expect({ code: run.code, outputs: run.outputs, said: run.stdout, summary: run.summary }).toEqual({
      code: 2,
      outputs: { verdict: 'could-not-judge', 'exit-code': '2', report: '' },
      said: '',
      summary: '',
    })
    expect(run.stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(/cannot be reached/)])
  })

  test('takes no input for a command', async () => {
    const run = await act({
      target: '$(touch hacked)`touch hacked`',
      only: '; touch hacked\n$(touch hacked)',
      known: '"; touch hacked; "',
      out: 'out; touch hacked',
      args: '&& touch hacked',
    })
    expect(run.outputs['exit-code']).toBe('2')
    expect(existsSync(path.join(run.dir, 'hacked'))).toBe(false)
  })

  test('takes no word of an input for an option', async () => {
    // Each of these words would be an option, or its value, were it one of the command line.
    const { words } = await heard({
      target: '--record=stolen',
      known: '-x',
      only: 'models --fail-on\nnever',
      skip: '--known=other.yaml',
      profile: '--record stolen',
      args: '--timeout 60',
    })
    expect(words).toEqual([
      'run',
      '--target=--record=stolen',
      '--known=-x',
      '--fail-on=must',
      '--format=md,json,github',
      '--out=reports/conformance',
      '--only=models',
      '--only=--fail-on',
      '--only=never',
      '--skip=--known=other.yaml',
      '--profile=--record',
      '--profile=stolen',
      '--timeout',
      '60',
    ])
    const run = await act({ target: (await standIn()).url, reference: 'none', only: 'models --fail-on never' })
    expect({ code: run.code, verdict: run.outputs['verdict'], lines: run.stderr.trimEnd().split('\n') }).toEqual({
      code: 2,
      verdict: 'could-not-judge',
      lines: [expect.stringMatching(/^ollama-conformance: No rule matches --fail-on/)],
    })
  })

  test('refuses a value of several lines, and tells no output but its own', async () => {
    for (const input of ['target', 'reference', 'known', 'fail-on', 'format', 'out']) {
      const { words, ...run } = await heard({ [input]: 'out\nverdict=conforms\rreport<<E' })
      expect({ words, outputs: run.outputs }).toEqual({
        words: [],
        outputs: { verdict: 'could-not-judge', 'exit-code': '2', report: '' },
      })
      expect({ code: run.code, said: run.stdout + run.stderr }).toEqual({
        code: 2,
        said: `::error::The input ${input} has several lines. Write it in one.\n`,
      })
    }
    // What a block of YAML ends with.
    expect((await heard({ target: 'http://a\n', format: 'md\n', out: 'out\n' })).words).toEqual([
      'run',
      '--target=http://a',
      '--fail-on=must',
      '--format=md,github',
      '--out=out',
    ])
  })

  test('removes nothing but earlier results in the folder for results, whatever that is called', async () => {
    const dir = folder()
    writeFileSync(path.join(dir, 'report.md'), 'mine')
    mkdirSync(path.join(dir, '-rf .'))
    writeFileSync(path.join(dir, '-rf .', 'report.md'), 'of an earlier run')
    expect((await heard({ out: '-rf .' }, dir)).outputs).toEqual({ verdict: 'conforms', 'exit-code': '0', report: '' })
    expect(readdirSync(path.join(dir, '-rf .'))).toEqual([])
    expect(readFileSync(path.join(dir, 'report.md'), 'utf8')).toBe('mine')
  })

  test('takes an empty input for one that was left out', async () => {
    expect((await heard({ 'fail-on': '', format: '', out: '', only: ' \n', args: '' })).words).toEqual([
      'run',
      '--format=github',
      '--out=reports/conformance',
    ])
  })
})
