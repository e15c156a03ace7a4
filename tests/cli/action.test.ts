import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { commandsIn } from '../formats/runner-commands.ts'
import { folder, NOWHERE, withOutcome, written, type Ended } from './command-line.ts'
import { standIn } from './servers.ts'

// Several whole runs in some of these.
vi.setConfig({ testTimeout: 180_000 })

interface Action { inputs: Record<string, { default?: string }>; runs: { steps: { id?: string; run: string; env?: Record<string, string> }[] } }

const root = fileURLToPath(new URL('../..', import.meta.url))
const action = parse(readFileSync(path.join(root, 'action.yml'), 'utf8')) as Action
const step = action.runs.steps.find(({ id }) => id === 'run')

interface Acted extends Ended { dir: string; outputs: Record<string, string>; summary: string }

/** Runs the script of the action as a runner does: in the workspace, with inputs as variables and files for outputs and summary. */
async function act(inputs: Record<string, string>, dir = folder()): Promise<Acted> {
  const [output, summary] = ['output', 'summary'].map((name) => path.join(dir, name)) as [string, string]
  for (const file of [output, summary]) writeFileSync(file, '')
  const given = Object.fromEntries(Object.entries(step?.env ?? {}).map(([name, text]) => {
    const input = /inputs\.([\w-]+)/.exec(text)?.[1] ?? ''
    return [name, inputs[input] ?? action.inputs[input]?.default ?? '']
  }))
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], OLLAMA_HOST: NOWHERE, GITHUB_ACTION_PATH: root.replace(/\/$/, ''), GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, ...given }
  const ended = await new Promise<Ended>((settle, fail) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''], { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (text: Buffer) => { stdout += text.toString() })
    child.stderr.on('data', (text: Buffer) => { stderr += text.toString() })
    child.on('error', fail)
    child.on('close', (code) => settle({ code, stdout, stderr }))
  })
  const outputs = Object.fromEntries(readFileSync(output, 'utf8').trimEnd().split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
  return { ...ended, dir, outputs, summary: readFileSync(summary, 'utf8') }
}

describe.concurrent('the action', () => {
  test('judges what its inputs select, tells outputs, and writes the summary of the job', async () => {
    const { url } = await standIn()
    // A file that a pattern would turn into, were it left to the shell.
    const dir = folder()
    writeFileSync(path.join(dir, 'stop'), '')
    const run = await act({ target: url, reference: 'none', only: 'stop/*\nmodels', skip: 'stop/string', format: 'md,json,junit', args: '--timeout 60  --concurrency 2' }, dir)
    expect({ code: run.code, outputs: run.outputs }).toEqual({ code: 0, outputs: { verdict: 'conforms', 'exit-code': '0', report: 'reports/conformance/report.md' } })
    const { record } = written(path.join(dir, 'reports/conformance'))
    expect(record.options).toMatchObject({ only: ['stop/*', 'models'], skip: ['stop/string'], failOn: 'must' })
    expect(existsSync(path.join(dir, 'reports/conformance/junit.xml'))).toBe(true)
    expect(run.summary).toMatch(/^# Does .* behave like OpenAI\? yes/)
  })

  test('fails the step where the target does not conform, with annotations', async () => {
    const { url } = await standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })
    const run = await act({ target: url, reference: 'none', only: 'stop', format: 'github', out: 'out' })
    expect({ code: run.code, outputs: run.outputs }).toEqual({ code: 1, outputs: { verdict: 'does-not-conform', 'exit-code': '1', report: 'out/results.json' } })
    const failed = withOutcome(JSON.parse(readFileSync(path.join(run.dir, 'out/results.json'), 'utf8')) as Parameters<typeof withOutcome>[0], 'fail')
    const said = commandsIn(run.stdout).map(({ name, properties }) => `${name} ${properties['title']}`)
    expect(said).toContainEqual(expect.stringContaining(`error ${failed[0]}`))
    // Asked for by the input as well as by the action, and yet said once.
    expect(new Set(said).size).toBe(said.length)
    expect((await act({ target: url, reference: 'none', only: 'stop', 'fail-on': 'never' })).outputs).toMatchObject({ verdict: 'conforms', 'exit-code': '0' })
  })

  test('that could not judge has no report, not even one of an earlier run', async () => {
    const dir = folder()
    const { url } = await standIn()
    await act({ target: url, reference: 'none', only: 'models' }, dir)
    const run = await act({ target: url, reference: 'none', only: 'modles' }, dir)
    expect({ code: run.code, outputs: run.outputs }).toEqual({ code: 2, outputs: { verdict: 'could-not-judge', 'exit-code': '2', report: '' } })
    expect(run.stderr).toMatch(/No rule matches modles/)
  })

  test('takes no input for a command', async () => {
    const run = await act({ target: '$(touch hacked)`touch hacked`', only: '; touch hacked\n$(touch hacked)', known: '"; touch hacked; "', out: 'out; touch hacked', args: '&& touch hacked' })
    expect(run.outputs['exit-code']).toBe('2')
    expect(existsSync(path.join(run.dir, 'hacked'))).toBe(false)
  })
})
