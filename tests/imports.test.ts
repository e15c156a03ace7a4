import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Where a thing may be reached for, and nowhere else: the table of the design. Paths are prefixes. */
const TABLE: { what: string; pattern: RegExp; allowed: string[] }[] = [
  { what: 'vitest', pattern: /from 'vitest(\/[a-z]+)?'/, allowed: [] },
  { what: 'the openai package', pattern: /from 'openai'/, allowed: ['src/sdk/'] },
  { what: 'ajv', pattern: /from 'ajv/, allowed: ['src/contract/'] },
  { what: 'files, but by `src/disk/read-file.ts`', pattern: /\b(readFile(Sync)?|createReadStream|openSync)\(/, allowed: ['src/disk/', 'src/contract/', 'src/reference/', 'src/docs/', 'src/run/page-assets.ts', 'src/run/build-record.ts'] },
  { what: 'the network', pattern: /from '(node:)?(http|https|net|tls|http2|undici)'|\bfetch\(/, allowed: ['src/exchange/'] },
  { what: 'process', pattern: /\bprocess\.(?!platform|version\b|arch)/, allowed: ['src/cli/', 'src/contract/generate.ts', 'src/disk/holder.ts', 'src/docs/write-rules-page.ts', 'src/docs/write-presets-page.ts', 'src/docs/write-dependencies-page.ts', 'src/reference/reduce-observed.ts', 'src/process-group.ts', 'src/learn/app-command.ts', 'src/target/guarded.ts', 'src/target/serve-guard.ts', 'src/sdk/without-environment.ts'] },
  { what: 'the console', pattern: /\bconsole\.|\bstyleText\(|from 'log-update'/, allowed: ['src/cli/', 'src/contract/generate.ts', 'src/docs/write-rules-page.ts', 'src/docs/write-presets-page.ts', 'src/docs/write-dependencies-page.ts', 'src/reference/reduce-observed.ts'] },
  { what: 'the clock', pattern: /\bDate\.now\(|new Date\(\)|performance\.now\(|\bset(Timeout|Interval)\(/, allowed: ['src/exchange/', 'src/run/', 'src/target/open.ts', 'src/upgrade/ask-stages.ts', 'src/learn/app-command.ts', 'src/disk/', 'src/cli/interruption.ts', 'src/cli/actions/learn.ts'] },
  // Elsewhere a link could be followed out of the folder that is written to. The summary of a CI job is a file that the CI service names.
  {
    what: 'what writes to the disk',
    pattern: /import (?!type|\{)[^;{}]*from '(node:)?fs|\b(writeFile|appendFile|createWriteStream|mkdir|mkdtemp|rm|rmdir|unlink|rename|copyFile|cp|open|symlink|link|truncate|l?utimes|l?chmod|l?chown)(Sync)?\b[^{}]*\} from '(node:)?fs/,
    allowed: ['src/disk/', 'src/cli/publish.ts', 'src/contract/generate.ts', 'src/docs/write-rules-page.ts', 'src/docs/write-presets-page.ts', 'src/docs/write-dependencies-page.ts', 'src/reference/reduce-observed.ts', 'src/target/borrow-models.ts', 'src/target/serve.ts', 'src/target/serve-guard.ts'],
  },
]

const sources = globSync(['src/**/*.ts', 'suites/**/*.ts', 'fixtures/*.ts'], { cwd: root })
  .filter((file) => !file.endsWith('.test.ts')).map((file) => file.replaceAll('\\', '/'))
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
/** Comments may speak of anything. */
const code = (file: string): string => read(file).replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(50)
})

test.for(TABLE)('only its own places reach for $what', ({ pattern, allowed }) => {
  const offenders = sources.filter((file) => !allowed.some((place) => file.startsWith(place)) && pattern.test(code(file)))
  expect(offenders).toEqual([])
})

test('each place of the table is still used', () => {
  const unused = TABLE.flatMap(({ what, pattern, allowed }) =>
    allowed.filter((place) => !sources.some((file) => file.startsWith(place) && pattern.test(code(file)))).map((place) => `${what}: ${place}`))
  expect(unused).toEqual([])
})

test('suites import the definition helpers, checks and fixtures, nothing else', () => {
  const offenders = sources.filter((file) => file.startsWith('suites/')).flatMap((file) =>
    [...code(file).matchAll(/from '([^']+)'/g)].map(([, from = '']) => from)
      .filter((from) => !/^\.\.\/\.\.\/(src\/define\/index\.ts|src\/checks\/[a-z-]+\.ts|fixtures\/[a-z-]+\.ts)$/.test(from))
      .map((from) => `${file}: ${from}`))
  expect(offenders).toEqual([])
})

test('what judges and compares does no input or output', () => {
  const pure = ['src/judge/', 'src/compare/', 'src/observe/', 'src/checks/', 'src/report/']
  const offenders = sources.filter((file) => pure.some((place) => file.startsWith(place)) && /from 'node:(fs|child_process|os)/.test(code(file)))
  expect(offenders).toEqual([])
})
