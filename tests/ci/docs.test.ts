import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { commandLinesIn, readAsCommandLine } from './command-lines.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const files = globSync(['*.md', 'docs/*.md', 'docs/ci/*', '.github/**/*.{md,yml}'], { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .sort()
const lines = files.flatMap((file) =>
  commandLinesIn(read(file)).map((args) => [`${file}: ${args.join(' ')}`, args] as const),
)

describe('what people copy', () => {
  test('is found where it stands', () => {
    expect(lines.length).toBeGreaterThan(30)
    for (const file of [
      'README.md',
      'docs/ci.md',
      'docs/ci/github-shards.yml',
      'docs/ci/github-upgrade.yml',
      'docs/ci/nightly-upgrade.yml',
      'docs/ci/gitlab.yml',
      'docs/ci/github-gate.yml',
      'docs/ci/gitlab-gate.yml',
      'docs/ci/Jenkinsfile',
      'docs/ci/kubernetes-job.yaml',
    ]) {
      expect(
        lines.some(([name]) => name.startsWith(`${file}: `)),
        file,
      ).toBe(true)
    }
  })

  test.for(lines)('is a command that there is: %s', async ([, args]) => {
    await readAsCommandLine(args)
  })

  test('the reading of this test refuses what the command line refuses', async () => {
    await expect(readAsCommandLine(['--tarket', 'x'])).rejects.toThrow('--tarket')
    await expect(readAsCommandLine(['--shard', '3/2'])).rejects.toThrow('I/N')
    await expect(readAsCommandLine(['merge'])).rejects.toThrow('run')
    expect(commandLinesIn('x: npm start -- run --only \'stop/*\' "a b" # why')).toEqual([
      ['run', '--only', 'stop/*', 'a b'],
    ])
  })

  test.for(files.filter((file) => /\.ya?ml$/.test(file)))('%s is YAML', (file) => {
    expect(parseAllDocuments(read(file)).flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([])
  })

  test('links between pages lead somewhere', () => {
    const broken = files
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [...read(file).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
          .map(([, to = '']) => path.join(path.dirname(file), to))
          .filter((to) => globSync(to, { cwd: root }).length === 0)
          .map((to) => `${file}: ${to}`),
      )
    expect(broken).toEqual([])
  })
})
