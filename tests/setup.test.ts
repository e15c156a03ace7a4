import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'

const SETUP = fileURLToPath(new URL('../setup.mjs', import.meta.url))
const NODE = `node_modules/node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const OTHER = 'node_modules/node-other-platform'

const places: string[] = []
afterEach(() => {
  for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true })
})

type Packages = Record<string, { version?: string; optional?: boolean; dev?: boolean }>
/** Lockfiles, or what is installed, by folder. */
type Folders = Record<string, Packages>

const NODES: Packages = {
  '': {},
  [NODE]: { version: '2.0.0', optional: true },
  [OTHER]: { version: '2.0.0', optional: true },
}
const LOCKED: Folders = {
  'tools/node': NODES,
  '.': { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0', dev: true } },
  'tests/x': { '': {}, 'node_modules/c': { version: '1.0.0' } },
}
const without = (packages: Packages | undefined, ...names: string[]): Packages =>
  Object.fromEntries(Object.entries(packages ?? {}).filter(([name]) => !['', OTHER, ...names].includes(name)))

interface Clone {
  place: string
  setup: (...args: string[]) => { status: number | null; stderr: string }
  /** Folder and arguments of each call of npm. */
  calls: () => string[]
}

/** An npm that notes where and how it is called, and installs what the folder's `installs.json` says. */
const NPM = `#!/bin/sh
echo "\${PWD#$ROOT} $@" >> "$ROOT/calls"
mkdir -p '${NODE}/bin' '${NODE}/include'
case "$*" in *--omit=dev*) cp runtime.json node_modules/.package-lock.json ;; *) cp all.json node_modules/.package-lock.json ;; esac
echo binary > '${NODE}/bin/node'
`

/** A clone with these lockfiles, in which npm leaves out some packages. */
function clone(locked: Folders, ...leftOut: string[]): Clone {
  const place = realpathSync(mkdtempSync(path.join(tmpdir(), 'conformance-setup-')))
  places.push(place)
  const write = (file: string, text: string): string => {
    const target = path.join(place, file)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, text)
    return target
  }
  copyFileSync(SETUP, path.join(place, 'setup.mjs'))
  write('package.json', JSON.stringify({ engines: { node: '>=99' } }))
  for (const [folder, packages] of Object.entries(locked)) {
    const all = without(packages, ...leftOut)
    write(`${folder}/package-lock.json`, JSON.stringify({ packages }))
    write(`${folder}/all.json`, JSON.stringify({ packages: all }))
    write(
      `${folder}/runtime.json`,
      JSON.stringify({ packages: Object.fromEntries(Object.entries(all).filter(([, { dev }]) => !dev)) }),
    )
  }
  chmodSync(write('bin/npm', NPM), 0o755)
  const calls = path.join(place, 'calls')
  const env = { ROOT: place, PATH: `${path.join(place, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}` }
  return {
    place,
    setup: (...args) =>
      spawnSync(process.execPath, [path.join(place, 'setup.mjs'), ...args], { cwd: tmpdir(), encoding: 'utf8', env }),
    calls: () =>
      existsSync(calls)
        ? readFileSync(calls, 'utf8')
            .trimEnd()
            .split('\n')
            .map((line) => line.replace(/ --no-audit.*/, ''))
        : [],
  }
}

describe.skipIf(process.platform === 'win32')('setup', () => {
  test('installs once what a start needs, without scripts, and puts the pinned Node where npm scripts look first', () => {
    const { place, setup, calls } = clone(LOCKED)
    const stderr = 'Installing the pinned dependencies of tools/node …\nInstalling the pinned dependencies …\n'
    expect(setup()).toMatchObject({ status: 0, stderr })
    expect(setup()).toMatchObject({ status: 0, stderr: '' })
    expect(calls()).toEqual(['/tools/node ci --ignore-scripts', ' ci --ignore-scripts --omit=dev'])
    const pinned = path.join(place, 'tools/node', NODE)
    expect(realpathSync(path.join(place, 'node_modules/.bin/node'))).toBe(realpathSync(path.join(pinned, 'bin/node')))
    expect(existsSync(path.join(pinned, 'include'))).toBe(false)
  })

  test('installs the rest when the tests need it, and takes nothing away for the next start', () => {
    const { setup, calls } = clone(LOCKED)
    setup()
    setup('--dev')
    expect(setup()).toMatchObject({ status: 0, stderr: '' })
    expect(calls().slice(2)).toEqual([' ci --ignore-scripts'])
  })

  test('installs a folder with a lockfile of its own, and what all tests need', () => {
    const { setup, calls } = clone(LOCKED)
    expect([setup('tests/x').status, setup('tests/x').stderr]).toEqual([0, ''])
    expect(calls().slice(1)).toEqual([' ci --ignore-scripts', '/tests/x ci --ignore-scripts'])
    expect(setup('tests/y')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^There is no tests\/y\/package-lock\.json\./),
    })
  })

  test.for([
    ['tools/node', NODE],
    ['.', 'node_modules/a'],
  ])('refuses to go on where npm has left out a package of %s', ([folder, name]) => {
    const { status, stderr } = clone(LOCKED, name ?? '').setup()
    expect(status).toBe(2)
    expect(stderr.trimEnd().split('\n').at(-1)).toContain(
      `npm left out ${name}: it could not be fetched, or is not what package-lock.json names. Run \`npm ci`,
    )
    expect(stderr).toContain(` in ${folder} and read`)
  })

  test('installs again where another release is there', () => {
    const { place, setup, calls } = clone(LOCKED)
    setup()
    writeFileSync(
      path.join(place, 'node_modules/.package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/a': { version: '0.9.0' } } }),
    )
    setup()
    expect(calls()).toHaveLength(3)
  })

  test('without a Node for the platform it takes that of the machine, if the project runs on it', () => {
    const { place, setup } = clone({ ...LOCKED, 'tools/node': without(NODES, NODE) })
    mkdirSync(path.join(place, 'node_modules'))
    symlinkSync(
      fileURLToPath(new URL('../node_modules/semver', import.meta.url)),
      path.join(place, 'node_modules/semver'),
    )
    const { status, stderr } = setup()
    expect({ status, line: stderr.trimEnd().split('\n').at(-1) }).toEqual({
      status: 2,
      line: expect.stringMatching(/^No Node is pinned for .* does not run on Node v.*: install one of >=99\.$/),
    })
    writeFileSync(path.join(place, 'package.json'), JSON.stringify({ engines: { node: '>=20' } }))
    expect(setup()).toMatchObject({ status: 0, stderr: '' })
  })
})
