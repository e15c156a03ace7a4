import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { command } from '../package/npm.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
export const OWN = {
  vitest: path.join(root, 'node_modules/vitest/vitest.mjs'),
  entry: path.join(root, 'src/vitest.ts'),
}

export interface TestResult {
  title: string
  status: string
  failureMessages: string[]
  tags?: string[]
  meta: { conformance?: object }
}

/** What the JSON reporter says about a test file. */
export interface FileResult {
  message: string
  assertionResults: TestResult[]
}

export interface Nested {
  status: number | null
  stdout: string
  files: Record<string, FileResult>
}

interface Written {
  testResults: (FileResult & { name: string })[]
}

/** Calls of `conformance(…)`, each in a test file of its own, by its name. The arguments are JSON. */
export type Calls = Record<string, object>

/** Runs these test files in a folder, in a Vitest of their own: that of the project, or another. */
export async function nested(
  dir: string,
  calls: Calls,
  args: readonly string[] = [],
  { vitest, entry } = OWN,
): Promise<Nested> {
  for (const [name, options] of Object.entries(calls)) {
    const call = `await conformance(${JSON.stringify(options)})`
    writeFileSync(path.join(dir, `${name}.test.ts`), `import { conformance } from ${JSON.stringify(entry)}\n${call}\n`)
  }
  const reporters = ['--reporter=verbose', '--reporter=json', '--outputFile.json=results.json']
  const line = [vitest, 'run', '--root', dir, '--isolate=false', ...reporters, ...args]
  const { status, stdout } = await command(process.execPath, line, { cwd: dir })
  const { testResults } = JSON.parse(readFileSync(path.join(dir, 'results.json'), 'utf8')) as Written
  const files = Object.fromEntries(testResults.map((file) => [path.basename(file.name, '.test.ts'), file]))
  return { status, stdout, files }
}

/** The test whose title begins so; the title of a rule's test begins with its id. */
export const testOf = (title: string, file: FileResult | undefined): TestResult | undefined =>
  file?.assertionResults.find((one) => one.title.startsWith(title))

/** How the tests of a file ended, by title. */
export const statuses = (file: FileResult | undefined): Record<string, string> =>
  Object.fromEntries(file?.assertionResults.map(({ title, status }) => [title, status]) ?? [])
