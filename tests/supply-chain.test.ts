import { globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import semver from 'semver'
import { describe, expect, test } from 'vitest'
import { dependencyProblems } from '../scripts/docs/dependencies-page.ts'
import { nameAt, treeOf } from '../scripts/docs/lockfile.ts'
import { manifest, sources } from './locked-packages.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const { lock, folders, reasons } = sources
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
    expect(Object.keys(folders)).toEqual(['tests/mutation', 'tests/pages', 'tools/node'])
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

/** What known clients are installed from: none of it is a dependency, and all of it is pinned. */
describe('each client', () => {
  const locks = globSync('clients/*/package-lock.json', { cwd: root })

  test('of npm is locked with a SHA-512 of every package, and asked for in one version', () => {
    expect(locks.length).toBeGreaterThan(3)
    for (const file of locks) {
      const { packages } = JSON.parse(read(file)) as typeof lock
      const inside = Object.entries(packages).filter(([place]) => place !== '')
      const unpinned = inside.filter(
        ([, { integrity, resolved }]) => !integrity?.startsWith('sha512-') || resolved !== undefined,
      )
      expect(unpinned.map(([place]) => `${file}: ${place}`)).toEqual([])
      const { dependencies } = JSON.parse(read(file.replace('-lock', ''))) as typeof manifest
      expect(Object.entries(dependencies).filter(([, range]) => semver.valid(range) === null)).toEqual([])
    }
  })

  test('of Python has one version and hashes of every package', () => {
    for (const file of globSync('clients/*/requirements.txt', { cwd: root })) {
      const packages = read(file)
        .replaceAll(/\\\r?\n/g, ' ')
        .split('\n')
        .filter((line) => /^\w/.test(line))
      expect(packages, file).not.toEqual([])
      expect(packages.filter((line) => !/^\S+==\S.* --hash=sha256:[0-9a-f]{64}/.test(line))).toEqual([])
    }
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

test('what was read of a licence file stands in it', () => {
  for (const name of Object.keys(reasons.licences.read))
    expect(read(`node_modules/${name}/LICENSE`)).toContain('Permission is hereby granted, free of charge')
})
