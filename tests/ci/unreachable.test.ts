import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { cli, folder, NOWHERE } from '../cli/command-line.ts'
import { commandLinesIn } from './command-lines.ts'

interface Step {
  uses?: string
  with?: Record<string, string>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const files = globSync('docs/ci/*', { cwd: root }).map((file) => file.replaceAll('\\', '/'))
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')

/** The command lines of a recipe that ask a server: those of its scripts, and those that the action makes of its inputs. */
const askingLines = (file: string): string[][] =>
  [...commandLinesIn(read(file)), ...(path.basename(file).startsWith('github-') ? actionLines(file) : [])].filter(
    ([command]) => command !== 'merge',
  )

function actionLines(file: string): string[][] {
  const { jobs } = parse(read(file)) as { jobs: Record<string, { steps: Step[] }> }
  return Object.values(jobs)
    .flatMap(({ steps }) => steps)
    .filter(({ uses = '' }) => uses.startsWith('your-org/'))
    .map(({ with: given = {} }): Record<string, string> => given)
    .map(({ args = '', known: _known, ...inputs }) => [
      'run',
      ...Object.entries(inputs).map(([name, value]) => `--${name}=${value}`),
      ...args
        .replaceAll(/\$\{\{.*?\}\}/g, '1')
        .split(' ')
        .filter(Boolean),
    ])
}

/** The same where nobody listens, with results in this folder. */
const nowhere = (line: readonly string[], out: string): string[] =>
  line.map((word, at) =>
    /^(--target=)?https?:/.test(word) || line[at - 1] === '--target'
      ? `${word.startsWith('--target=') ? '--target=' : ''}http://${NOWHERE}`
      : line[at - 1] === '--out'
        ? out
        : word.replace(/^--out=.*/, `--out=${out}`).replace(/^conformance\//, `${path.dirname(out)}/conformance/`),
  )

describe.concurrent('a recipe whose server does not answer', () => {
  const lines = files.flatMap((file) => askingLines(file).map((line) => [file, line] as const))

  test('is one of these', () => {
    expect([...new Set(lines.map(([file]) => path.basename(file)))].sort()).toEqual([
      'Jenkinsfile',
      'github-gate.yml',
      'github-nightly.yml',
      'github-service.yml',
      'github-shards.yml',
      'github-upgrade.yml',
      'gitlab-gate.yml',
      'gitlab.yml',
      'kubernetes-job.yaml',
      'nightly-upgrade.yml',
    ])
  })

  test.for(lines)('is red, and nothing is judged: %s', async ([, line]) => {
    const dir = folder()
    const out = path.join(dir, 'out')
    // The files that a gate names.
    await cli(['init', '--dir', dir])
    // A demonstration needs a terminal, but the environment of CI is what forbids it even there.
    const { code, stdout, stderr } = await cli(nowhere(line, out), { CI: 'true', OPENAI_API_KEY: 'sk-unused' })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/127\.0\.0\.1:9\/v1 cannot be reached/)
    expect(existsSync(path.join(out, 'results.json'))).toBe(false)
  })
})
