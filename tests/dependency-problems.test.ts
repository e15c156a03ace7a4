import { describe, expect, test } from 'vitest'
import { dependencyProblems, type DependencySources } from '../scripts/docs/dependencies-page.ts'
import { treeOf, type Lockfile } from '../scripts/docs/lockfile.ts'

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
