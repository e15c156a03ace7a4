import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { MODULES } from './modules.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const filesOf = (globs: string[]): string[] =>
  globSync(globs, { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
const sources = filesOf(['src/**/*.ts', 'suites/**/*.ts', 'fixtures/**/*.ts'])
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
/** Comments may speak of anything. */
const code = (file: string): string => read(file).replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')

const IMPORT = /(?:from|import\()\s*'(\.{1,2}\/[^']+)'|^import '(\.{1,2}\/[^']+)'/gm
/** The files that a file imports, types included. */
const importsOf = (file: string): string[] =>
  [...code(file).matchAll(IMPORT)].map(([, one, other]) =>
    path.posix.join(path.posix.dirname(file), one ?? other ?? ''),
  )

/** `src/wire/observe.ts` is of the module wire, `src/json.ts` is one by itself. */
const moduleOf = (file: string): string =>
  file
    .replace(/^src\//, '')
    .split('/')[0]
    ?.replace(/\.ts$/, '') ?? ''

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(300)
})

describe('the one order', () => {
  const place = new Map(MODULES.map(({ name }, at) => [name, at]))
  const own = sources.filter((file) => file.startsWith('src/'))

  test('has every module of src, and nothing else', () => {
    expect([...new Set(own.map(moduleOf))].sort()).toEqual(MODULES.map(({ name }) => name).sort())
  })

  test('no module imports from one below it', () => {
    const offenders = own.flatMap((file) =>
      importsOf(file)
        .filter((to) => to.startsWith('src/'))
        .flatMap((to) => {
          const [from, into] = [moduleOf(file), moduleOf(to)]
          if ((place.get(into) ?? Infinity) <= (place.get(from) ?? -1)) return []
          return [
            `${file} imports ${to}, and ${into} stands below ${from} in tests/modules.ts: move what is needed up, or hand it in as a parameter.`,
          ]
        }),
    )
    expect(offenders).toEqual([])
  })

  test('src imports nothing from outside but data, and the server that apps are tested against', () => {
    const isServed = (file: string, to: string): boolean =>
      to.startsWith('stand-in/') && ['library', 'cli'].includes(moduleOf(file))
    const outside = own.flatMap((file) =>
      importsOf(file)
        .filter((to) => !to.startsWith('src/') && !/^(fixtures|specs)\/.*\.json$/.test(to) && !isServed(file, to))
        .map((to) => `${file}: ${to}`),
    )
    expect(outside).toEqual([])
  })

  test('the stand-in imports what is above the policies, and fixtures', () => {
    const last = place.get('deviations') ?? -1
    const offenders = filesOf(['stand-in/**/*.ts']).flatMap((file) =>
      importsOf(file)
        .filter((to) => !/^(stand-in|fixtures)\//.test(to) && (place.get(moduleOf(to)) ?? Infinity) > last)
        .map((to) => `${file}: ${to}`),
    )
    expect(offenders).toEqual([])
  })

  test('the page on the architecture has the same list', () => {
    const page = read('docs/architecture.md')
    const rows = [...page.matchAll(/^\| `src\/([a-z-]+)(?:\.ts)?` \| (.*) \|$/gm)].map(([, name, about]) => ({
      name,
      about,
    }))
    expect(rows).toEqual(MODULES)
  })
})

test('suites import the words they are written in, checks and fixtures, nothing else', () => {
  const offenders = sources
    .filter((file) => file.startsWith('suites/'))
    .flatMap((file) =>
      importsOf(file)
        .filter(
          (to) => !/^(src\/define\/index\.ts|src\/checks\/[a-z-]+\.ts|fixtures\/(sent|replies)\/[a-z-]+\.ts)$/.test(to),
        )
        .map((to) => `${file}: ${to}`),
    )
  expect(offenders).toEqual([])
})

test('what is sent knows nothing of replies', () => {
  expect(
    sources.filter(
      (file) => file.startsWith('fixtures/sent/') && importsOf(file).some((to) => to.startsWith('fixtures/replies/')),
    ),
  ).toEqual([])
})

/** Where a thing may be reached for, and nowhere else. Paths are prefixes. */
const TABLE: { what: string; pattern: RegExp; allowed: string[] }[] = [
  { what: 'the openai package', pattern: /from 'openai'/, allowed: ['src/wire/drive.ts', 'src/wire/calls.ts'] },
  { what: 'vitest', pattern: /from 'vitest/, allowed: ['src/vitest.ts', 'src/vitest/'] },
  { what: 'ajv', pattern: /from 'ajv/, allowed: ['src/contract/'] },
  {
    what: 'files, but by `src/disk/read-file.ts`',
    pattern: /\b(readFile(Sync)?|createReadStream|openSync)\(/,
    allowed: [
      'src/disk/',
      'src/contract/',
      'src/deviations/symptoms.ts',
      'src/report/html/page-assets.ts',
      'src/record/own-version.ts',
      // Archives of gigabytes, piece by piece.
      'src/releases/install.ts',
      'src/releases/unpack.ts',
    ],
  },
  {
    what: 'the network',
    pattern: /from '(node:)?(http|https|net|tls|http2|undici)'|\bfetch\(/,
    allowed: ['src/wire/'],
  },
  {
    what: 'process',
    pattern: /\bprocess\.(?!platform|version\b|arch)/,
    allowed: [
      'src/cli/',
      'src/disk/holder.ts',
      'src/process-group.ts',
      'src/learn/app-command.ts',
      'src/run/before-end.ts',
      'src/server/guarded.ts',
      'src/server/serve-guard.ts',
      'src/wire/without-environment.ts',
      'src/vitest.ts',
    ],
  },
  { what: 'the console', pattern: /\bconsole\.|\bstyleText\(|from 'log-update'/, allowed: ['src/cli/'] },
  {
    what: 'the clock',
    pattern: /\bDate\.now\(|new Date\(\)|performance\.now\(|\bset(Timeout|Interval)\(/,
    allowed: [
      'src/wire/',
      'src/run/',
      'src/record/build-record.ts',
      'src/server/open.ts',
      'src/learn/app-command.ts',
      'src/learn/measure',
      'src/disk/',
      'src/cli/interruption.ts',
      'src/cli/progress.ts',
      'src/cli/screen.ts',
      'src/cli/actions/learn.ts',
    ],
  },
  // Elsewhere a link could be followed out of the folder that is written to. Releases are in a cache of our own. The summary of a CI job is a file that the CI service names.
  {
    what: 'what writes to the disk',
    pattern:
      /import (?!type|\{)[^;{}]*from '(node:)?fs|\b(writeFile|appendFile|createWriteStream|mkdir|mkdtemp|rm|rmdir|unlink|rename|copyFile|cp|open|symlink|link|truncate|l?utimes|l?chmod|l?chown)(Sync)?\b[^{}]*\} from '(node:)?fs/,
    allowed: [
      'src/disk/',
      'src/cli/publish.ts',
      'src/releases/',
      'src/server/borrow-models.ts',
      'src/server/serve.ts',
      'src/server/serve-guard.ts',
    ],
  },
]

test.for(TABLE)('only its own places reach for $what', ({ pattern, allowed }) => {
  const offenders = sources.filter(
    (file) => !allowed.some((place) => file.startsWith(place)) && pattern.test(code(file)),
  )
  expect(offenders).toEqual([])
})

test('each place of the table is still used', () => {
  const unused = TABLE.flatMap(({ what, pattern, allowed }) =>
    allowed
      .filter((place) => !sources.some((file) => file.startsWith(place) && pattern.test(code(file))))
      .map((place) => `${what}: ${place}`),
  )
  expect(unused).toEqual([])
})

test('what judges and compares does no input or output', () => {
  const pure = [
    'src/judge/',
    'src/compare/',
    'src/checks/',
    'src/report/',
    'src/history/matrix.ts',
    'src/history/rule-change.ts',
    'src/history/upgrade.ts',
    'src/history/upgrade-verdict.ts',
  ]
  // Script and style of the pages ship with the code.
  const offenders = sources.filter(
    (file) =>
      pure.some((place) => file.startsWith(place)) &&
      file !== 'src/report/html/page-assets.ts' &&
      /from 'node:(fs|child_process|os)/.test(code(file)),
  )
  expect(offenders).toEqual([])
})
