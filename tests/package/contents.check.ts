import { readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, inject, test } from 'vitest'
import { command } from './npm.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const installed = path.join(inject('app'), 'node_modules/ollama-conformance')
const listed = (): string[] =>
  readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
const files = listed()
const read = (file: string): string => readFileSync(path.join(installed, file), 'utf8')

test('holds what it needs', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'dist/specs/openai/chat-completion.schema.json',
      'dist/fixtures/reference/observed.json',
      'dist/src/report/html/browser/page.css',
    ]),
  )
})

test('holds no code that nothing in it uses', () => {
  const code = files.filter((file) => /^dist\/.*\.js$/.test(file) && !file.includes('/browser/'))
  const used = new Set<string>()
  const visit = (file: string): void => {
    if (used.has(file)) return
    used.add(file)
    // A file may be there for its types.
    for (const [, to = ''] of `${read(file)}${read(file.replace(/\.js$/, '.d.ts'))}`.matchAll(
      /(?:from |import |import\()['"](\.[^'"]+)['"]/g,
    ))
      visit(path.posix.join(path.posix.dirname(file), to.replace(/\.ts$/, '.js')))
  }
  // What is begun with: the command, the library, the face to Vitest, the process that ends a server, the thread that reads captures, and
  // what is found by name: suites and deviations.
  for (const file of [
    'dist/src/cli/main.js',
    'dist/src/index.js',
    'dist/src/vitest.js',
    'dist/src/server/serve-guard.js',
    'dist/src/recording/capture-worker.js',
    ...code.filter((one) => /^dist\/(suites|.*\/catalogue)\//.test(one)),
  ])
    visit(file)
  expect(code.filter((file) => !used.has(file))).toEqual([])
})

test('holds nothing of the project itself', () => {
  expect(
    files.filter((file) => /\.test\.|(^|\/)(tests|node_modules)\/|tsconfig|rule-ids|[^d]\.ts$|\.tgz$/.test(file)),
  ).toEqual([])
  expect(
    files.filter((file) => file.startsWith('dist/fixtures/recordings/')).map((file) => file.split('/')[3]),
  ).toEqual(expect.toSatisfy((names: string[]) => new Set(names).size === 1))
  expect(files.filter((file) => !/^(dist|docs)\//.test(file)).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'package.json',
  ])
})

test('a run writes nothing into it', async () => {
  const cwd = inject('app')
  const recordings = path.join(cwd, 'node_modules/ollama-conformance/dist/fixtures/recordings')
  const [recording = ''] = readdirSync(recordings)
  expect(
    await command(
      path.join(cwd, 'node_modules/.bin/ollama-conformance'),
      [
        '--target',
        path.join(recordings, recording),
        '--only',
        'stop/string',
        '--fail-on',
        'never',
        '--out',
        'report-contents',
      ],
      { cwd },
    ),
  ).toMatchObject({ status: 0 })
  expect(listed()).toEqual(files)
})

test('says nothing of the machine that packed it', () => {
  const places = [root.replace(/\/$/, ''), ...(homedir() === '/' ? [] : [`${homedir()}/`])]
  // An image of Ollama has its models there, whoever packs.
  const told = (file: string): string => read(file).replaceAll('/root/.ollama/models', '')
  expect(files.filter((file) => places.some((place) => told(file).includes(place)))).toEqual([])
})

test('is small enough to be fetched in passing', () => {
  expect(statSync(inject('tarball')).size).toBeLessThan(2_000_000)
  expect(files.reduce((sum, file) => sum + statSync(path.join(installed, file)).size, 0)).toBeLessThan(9_500_000)
})

test('its command can be started, and its types belong to its code', () => {
  const { bin, exports } = JSON.parse(read('package.json')) as {
    bin: Record<string, string>
    exports: Record<string, string | Record<string, string>>
  }
  const command = bin['ollama-conformance'] ?? ''
  expect(read(command)).toMatch(/^#!\/usr\/bin\/env node\n/)
  expect(statSync(path.join(installed, command)).mode & 0o111).toBe(0o111)
  for (const target of Object.values(exports).flatMap((one) => (typeof one === 'string' ? one : Object.values(one))))
    expect(files).toContain(path.posix.normalize(target))
})

test('brings nothing along that runs while it is installed', () => {
  const { packages } = JSON.parse(readFileSync(path.join(inject('app'), 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean }>
  }
  expect(Object.keys(packages).length).toBeGreaterThan(30)
  expect(
    Object.entries(packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([name]) => name),
  ).toEqual([])
})
