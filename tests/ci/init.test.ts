import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { readKnown } from '../../src/policy/known-file.ts'
import { readProfile } from '../../src/policy/profile-file.ts'
import { cli, folder } from '../cli/command-line.ts'
import { refused } from '../cli/refused.ts'
import { commandLinesIn, readAsCommandLine } from './command-lines.ts'
import { workflowProblems } from './github-reader.ts'

const WORKFLOWS = {
  github: '.github/workflows/conformance.yml',
  gitlab: 'conformance/gitlab.yml',
  jenkins: 'conformance/Jenkinsfile',
}
const OWN = 'https://llm.example.com/v1'
const cases = Object.entries(WORKFLOWS).flatMap(([ci, file]) => [
  { ci, file, target: undefined },
  { ci, file, target: OWN },
])

async function written(...args: string[]): Promise<{ dir: string; stdout: string }> {
  const dir = folder()
  const { code, stdout, stderr } = await cli(['init', '--dir', dir, ...args])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return { dir, stdout }
}
const commandsIn = (text: string): string[][] =>
  commandLinesIn(text.replaceAll(/^ +ollama-conformance /gm, 'npx ollama-conformance '))

/** What a Jenkinsfile has to be, as far as that is seen without Jenkins: blocks that close, and the parts that a pipeline needs. */
function assertPipeline(text: string): void {
  const code = text.replaceAll(/^\s*\/\/.*$/gm, '').replaceAll(/'[^'\n]*'/g, "''")
  const open: string[] = []
  for (const [mark] of code.matchAll(/[{}()]/g)) {
    if (mark === '{' || mark === '(') open.push(mark)
    else expect(open.pop()).toBe(mark === '}' ? '{' : '(')
  }
  expect(open).toEqual([])
  expect(code).toMatch(/^\s*pipeline \{\s+agent any\s[\s\S]*\sstages \{\s+stage\(''\) \{\s+steps \{\s+sh ''/)
}

describe.concurrent('init', () => {
  test('writes a profile and a list that are valid, and gate on something', async () => {
    const { dir, stdout } = await written()
    expect(readProfile(path.join(dir, 'conformance/my-app.yaml'))).toMatchObject({ extends: 'openai-node' })
    expect(readKnown(path.join(dir, 'conformance/known.yaml'))).toEqual([])
    expect(readdirSync(dir)).toEqual(['conformance'])
    expect(stdout).toMatch(/^conformance\/my-app\.yaml written\nconformance\/known\.yaml written\n\n/)
  })

  test('says the three commands that matter, and each is one', async () => {
    const { stdout } = await written('--target', OWN)
    const commands = commandsIn(stdout)
    expect(commands.map(([name]) => name)).toEqual(['learn', 'run', 'compare'])
    for (const args of commands) {
      expect(args).toContain(OWN)
      expect(args).toContain('conformance/my-app.yaml')
      await readAsCommandLine(args)
    }
  })

  test.for(cases)('writes a workflow for $ci that runs the gate, for target $target', async ({ ci, file, target }) => {
    const { dir } = await written('--ci', ci, ...(target === undefined ? [] : ['--target', target]))
    const text = readFileSync(path.join(dir, file), 'utf8')
    if (ci === 'github') expect(await workflowProblems(text)).toEqual([])
    if (ci === 'jenkins') assertPipeline(text)
    else expect(parseAllDocuments(text).flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([])
    const [gate = [], ...more] = commandLinesIn(text)
    expect(more).toEqual([])
    await readAsCommandLine(gate)
    expect(gate.join(' ')).toMatch(
      /^run --target 1 --profile conformance\/my-app\.yaml --known conformance\/known\.yaml --format \S*junit,sarif/,
    )
    expect(text.includes(OWN)).toBe(target !== undefined)
    // A server that is there already is not started, and its models are its own.
    if (target !== undefined) expect(text).not.toMatch(/ollama\/ollama|api\/pull/)
  })

  test('overwrites nothing, and says so', async () => {
    const dir = folder()
    mkdirSync(path.join(dir, 'conformance'))
    writeFileSync(path.join(dir, 'conformance/my-app.yaml'), 'mine\n')
    const { stdout } = await cli(['init', '--dir', dir, '--ci', 'jenkins'])
    expect(stdout).toContain('conformance/my-app.yaml is there already and stays as it is\n')
    expect(stdout).toContain('conformance/Jenkinsfile written\n')
    expect(readFileSync(path.join(dir, 'conformance/my-app.yaml'), 'utf8')).toBe('mine\n')
  })

  test('refuses what is no address, and what is no service', async () => {
    await refused(['init', '--target', 'ftp://x', '--dir', folder()], /ftp:/)
    await refused(['init', '--ci', 'travis', '--dir', folder()], /github/)
  })
})
