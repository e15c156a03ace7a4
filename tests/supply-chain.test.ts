import { globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import semver from 'semver'
import { describe, expect, test } from 'vitest'
import { dependencyProblems, type DependencySources } from '../scripts/docs/dependencies-page.ts'
import { dependencySources } from '../scripts/docs/dependency-sources.ts'
import { nameAt, treeOf, type Lockfile } from '../scripts/docs/lockfile.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const sources = dependencySources()
const { lock, folders, reasons } = sources
const manifest = sources.manifest as DependencySources['manifest'] & {
  engines: { node: string }
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}
const inFolders = Object.values(folders)
/** All that is locked anywhere. */
const packages = [lock, ...inFolders.map((folder) => folder.lock)]
  .flatMap((one) => Object.entries(one.packages))
  .filter(([place]) => place !== '')
const pinnedNode = JSON.parse(read('tools/node/package.json')) as {
  version: string
  optionalDependencies: Record<string, string>
}
const runtime = treeOf(Object.keys(manifest.dependencies), lock)

describe('each lockfile', () => {
  test('has a SHA-512 of every package, and none from anywhere but a registry', () => {
    expect(Object.keys(folders)).toEqual(['tests/clients', 'tests/mutation', 'tests/pages', 'tools/node'])
    expect(packages.length).toBeGreaterThan(300)
    expect(
      packages
        .filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))
        .map(([place]) => place),
    ).toEqual([])
    // Where it comes from is the business of whoever installs it: no host, so no private one either.
    expect(packages.filter(([, { resolved, link }]) => resolved !== undefined || link).map(([place]) => place)).toEqual(
      [],
    )
    const ranges = [manifest, ...inFolders.map((folder) => folder.manifest)].flatMap((one) =>
      Object.entries({
        ...one.dependencies,
        ...(one as { devDependencies?: object }).devDependencies,
        ...(one as { optionalDependencies?: object }).optionalDependencies,
      }),
    )
    expect(ranges.filter(([, range]) => semver.validRange(range) === null)).toEqual([])
  })

  test('has of the SDK the same release, whether it judges or is driven', () => {
    expect(folders['tests/clients']?.lock.packages['node_modules/openai']).toEqual(lock.packages['node_modules/openai'])
  })

  test('has no package that runs a script when it is installed, and no installation asks for one', () => {
    expect(packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => place)).toEqual([])
    const installing = [
      'setup.mjs',
      '.ci/run',
      'action.yml',
      ...globSync(['docs/ci/*', '.github/workflows/*'], { cwd: root }),
    ].flatMap((file) =>
      read(file)
        .split('\n')
        .filter((line) => /\bnpm (ci|install)\b|\['(ci|install)'/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    )
    expect(installing.filter((line) => line.startsWith('setup.mjs'))).not.toEqual([])
    expect(installing.filter((line) => !line.includes('--ignore-scripts'))).toEqual([])
  })

  test('has the Node that the scripts run on as one package for each platform, of the same release', () => {
    const binaries = packages
      .filter(([place]) => /^node_modules\/node-(linux|win|darwin)-/.test(place))
      .map(([place, { version }]) => [nameAt(place), version])
    expect(Object.entries(pinnedNode.optionalDependencies)).toEqual(binaries)
    expect(new Set(binaries.map(([, version]) => version))).toEqual(new Set([pinnedNode.version]))
    expect(semver.satisfies(pinnedNode.version, manifest.engines.node)).toBe(true)
  })

  test('needs at run time no other Node than the package says', () => {
    expect(
      runtime
        .filter((place) => !semver.subset(manifest.engines.node, lock.packages[place]?.engines?.node ?? '*'))
        .map(nameAt),
    ).toEqual([])
    // Some package needs more than an old Node, so a range that is too wide is noticed.
    expect(runtime.some((place) => !semver.subset('>=18', lock.packages[place]?.engines?.node ?? '*'))).toBe(true)
  })
})

test('every dependency has its reason, and nothing else has one', () => {
  expect(dependencyProblems(sources)).toEqual([])
})

test('every dependency is used, and what is used at run time is no dependency of development', () => {
  const sources = globSync(['src/**/*.ts', 'suites/**/*.ts', 'fixtures/**/*.ts'], { cwd: root }).map((file) =>
    file.replaceAll('\\', '/'),
  )
  const shipped = sources.filter((file) => !file.endsWith('.test.ts'))
  const imported = new Set(
    shipped
      .flatMap((file) =>
        [...read(file).matchAll(/(?:from |import\()'([^.'][^']*)'/g)].map(([, from = '']) => packageOf(from)),
      )
      .filter((name) => !builtinModules.includes(name) && !name.startsWith('node:')),
  )
  // Types only: nothing of it is there when the code runs.
  imported.delete('sarif')
  expect([...imported].sort()).toEqual(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).sort())
  const own = globSync(
    [
      'src/**/*.ts',
      'scripts/**/*.ts',
      'stand-in/**/*.ts',
      'tests/**/*.{ts,mjs}',
      '*.{ts,mjs,json}',
      '.ox*rc.json',
      'action.yml',
      'docs/ci/*',
    ],
    { cwd: root, exclude: ['**/node_modules/**'] },
  )
    .filter((file) => !/package(-lock)?\.json$/.test(file))
    .map(read)
    .join('\n')
  const wanted = [manifest.devDependencies, ...inFolders.map((folder) => folder.manifest.dependencies ?? {})].flatMap(
    Object.keys,
  )
  const unused = wanted.filter(
    (name) =>
      !own.includes(`'${name.replace(/^@types\//, '')}`) &&
      !own.includes(`node_modules/${name}`) &&
      !own.includes(`/.bin/${name}`) &&
      !(name === '@types/node' && own.includes('"node"')),
  )
  expect(unused).toEqual([])
})

const packageOf = (from: string): string =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')

test('what is optional is never installed for a project', () => {
  expect(
    Object.keys(manifest.peerDependencies ?? {}).filter(
      (name) => manifest.peerDependenciesMeta?.[name]?.optional !== true,
    ),
  ).toEqual([])
  expect(runtime.map(nameAt)).not.toContain('vitest')
})

describe('what is wrong with dependencies is told', () => {
  const reason = { version: '1.0.0', released: '2026-01-01', for: 'x', why: 'y' }
  const made: DependencySources = {
    manifest: { dependencies: { one: '^1.0.0' }, devDependencies: { two: '^1.0.0' } },
    lock: {
      packages: {
        '': {},
        'node_modules/one': {
          version: '1.0.0',
          license: 'MIT',
          dependencies: { three: '*' },
          peerDependencies: { four: '*' },
          peerDependenciesMeta: { four: { optional: true } },
        },
        'node_modules/three': { version: '2.0.0', license: '(GPL-3.0 OR MIT)' },
        'node_modules/one/node_modules/three': { version: '1.0.0', license: 'ISC' },
        'node_modules/two': { version: '1.0.0', license: 'GPL-3.0' },
        'node_modules/four': { version: '1.0.0' },
      },
    },
    folders: {
      'tests/x': {
        manifest: { dependencies: { five: '^1.0.0' } },
        lock: { packages: { 'node_modules/five': { version: '1.0.0' } } },
      },
    },
    reasons: {
      runtime: { one: reason },
      development: { two: reason },
      folders: { 'tests/x': { five: reason } },
      licences: { allowed: ['MIT', 'ISC'], accepted: {}, read: {} },
    },
  }
  const changed = (change: (sources: DependencySources) => void): string[] => {
    const sources = structuredClone(made)
    change(sources)
    return dependencyProblems(sources)
  }
  const at = (place: string, { lock: { packages: all } }: DependencySources): Lockfile['packages'][string] =>
    (all[`node_modules/${place}`] ??= {})

  test('nothing, where nothing is', () => {
    expect(dependencyProblems(made)).toEqual([])
    expect(treeOf(['one'], made.lock)).toEqual(['node_modules/one', 'node_modules/one/node_modules/three'])
  })

  test.for<[string, (sources: DependencySources) => void, string]>([
    [
      'no reason',
      ({ manifest: { dependencies } }) => {
        dependencies['three'] = '^2.0.0'
      },
      'three is in dependencies and has no reason.',
    ],
    [
      'no reason of a peer',
      ({ manifest }) => {
        manifest.peerDependencies = { four: '^1.0.0' }
      },
      'four is in peerDependencies and has no reason.',
    ],
    [
      'no dependency',
      ({ manifest: { devDependencies } }) => {
        delete devDependencies['two']
      },
      'two has a reason and is not in devDependencies.',
    ],
    [
      'no reason in a folder',
      ({ reasons: { folders: all } }) => {
        delete all['tests/x']
      },
      'five is in tests/x and has no reason.',
    ],
    [
      'no folder',
      ({ folders: all }) => {
        delete all['tests/x']
      },
      'tests/x has reasons and no lockfile.',
    ],
    [
      'a script in a folder',
      ({ folders: all }) => {
        Object.assign(all['tests/x']?.lock.packages['node_modules/five'] ?? {}, { hasInstallScript: true })
      },
      'five runs a script when it is installed. None may, and setup.mjs installs without scripts: find another package.',
    ],
    [
      'an old reason',
      (sources) => {
        at('one', sources).version = '1.1.0'
      },
      'one is locked at 1.1.0, and its reason speaks of 1.0.0: look at the release, and date it.',
    ],
    [
      'a script at installation',
      (sources) => {
        at('two', sources).hasInstallScript = true
      },
      'two runs a script when it is installed. None may, and setup.mjs installs without scripts: find another package.',
    ],
    [
      'a licence',
      (sources) => {
        at('one/node_modules/three', sources).license = 'GPL-3.0'
      },
      'three stands under GPL-3.0, which is not among the allowed licences.',
    ],
    [
      'no licence',
      (sources) => {
        delete at('one', sources).license
      },
      'one stands under none named, which is not among the allowed licences.',
    ],
    [
      'a joint licence',
      (sources) => {
        at('one', sources).license = '(MIT AND GPL-3.0)'
      },
      'one stands under (MIT AND GPL-3.0), which is not among the allowed licences.',
    ],
    [
      'an idle exception',
      (sources) => {
        sources.reasons.licences.accepted['MPL-2.0'] = { packages: ['one'], why: 'x' }
      },
      'MPL-2.0 is accepted, and no package needs it.',
    ],
    [
      'an idle reading',
      (sources) => {
        sources.reasons.licences.read['one'] = { licence: 'MIT', why: 'x' }
      },
      'one names its licence by now, or is gone.',
    ],
  ])('%s', ([, change, problem]) => {
    expect(changed(change)).toContain(problem)
  })

  test('a folder of this repository counts as what is in it', () => {
    const link = changed(({ lock: { packages: all } }) => {
      all['node_modules/two'] = { resolved: 'tools/two', link: true }
      all['tools/two'] = { version: '1.0.1', license: 'MIT' }
    })
    expect(link).toEqual(['two is locked at 1.0.1, and its reason speaks of 1.0.0: look at the release, and date it.'])
  })

  test('a choice of licences is one', () => {
    expect(
      changed(({ lock: { packages: all } }) => {
        delete all['node_modules/one/node_modules/three']
      }),
    ).toEqual([])
  })
})

test('what was read of a licence file stands in it', () => {
  for (const name of Object.keys(reasons.licences.read))
    expect(read(`node_modules/${name}/LICENSE`)).toContain('Permission is hereby granted, free of charge')
})
