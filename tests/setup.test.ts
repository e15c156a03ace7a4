import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'

const SETUP = fileURLToPath(new URL('../setup.mjs', import.meta.url))
const NODE = `node_modules/node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const OTHER = 'node_modules/node-other-platform'

const places: string[] = []
afterEach(() => { for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true }) })

type Packages = Record<string, { version?: string; optional?: boolean; link?: boolean }>

const LOCKED: Packages = { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/node': { link: true }, [NODE]: { version: '2.0.0', optional: true }, [OTHER]: { version: '2.0.0', optional: true } }
const without = (...names: string[]): Packages => Object.fromEntries(Object.entries(LOCKED).filter(([name]) => !names.includes(name)))

/** A clone with this lockfile, and an npm that notes how it is called and installs this. */
function clone(locked: Packages, installs: Packages): { place: string; setup: () => { status: number | null; stderr: string }; calls: () => string[] } {
  const place = mkdtempSync(path.join(tmpdir(), 'conformance-setup-'))
  places.push(place)
  const write = (file: string, text: string): string => {
    const target = path.join(place, file)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, text)
    return target
  }
  copyFileSync(SETUP, path.join(place, 'setup.mjs'))
  write('package-lock.json', JSON.stringify({ packages: locked }))
  write('package.json', JSON.stringify({ engines: { node: '>=99' } }))
  write('installed.json', JSON.stringify({ packages: installs }))
  const scripted = `#!/bin/sh\necho "$@" >> calls\nmkdir -p node_modules/.bin '${NODE}/bin'\ncp installed.json node_modules/.package-lock.json\necho binary > '${NODE}/bin/node'\n`
  chmodSync(write('bin/npm', scripted), 0o755)
  const calls = path.join(place, 'calls')
  return {
    place,
    setup: () => spawnSync(process.execPath, [path.join(place, 'setup.mjs')], { cwd: tmpdir(), encoding: 'utf8', env: { PATH: `${path.join(place, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}` } }),
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : []),
  }
}

describe.skipIf(process.platform === 'win32')('setup', () => {
  test('installs once, without scripts, and puts the pinned Node where npm scripts look first', () => {
    const { place, setup, calls } = clone(LOCKED, without('', OTHER))
    expect(setup()).toMatchObject({ status: 0, stderr: 'Installing the pinned dependencies …\n' })
    expect(setup()).toMatchObject({ status: 0, stderr: '' })
    expect(calls()).toEqual([expect.stringMatching(/^ci --ignore-scripts /)])
    expect(realpathSync(path.join(place, 'node_modules/.bin/node'))).toBe(realpathSync(path.join(place, NODE, 'bin/node')))
  })

  test('refuses to go on with a Node that npm has left out, as it does one that is not what was locked', () => {
    const { setup } = clone(LOCKED, without('', OTHER, NODE))
    const { status, stderr } = setup()
    expect({ status, lines: stderr.trimEnd().split('\n').slice(1) }).toEqual({ status: 2, lines: [expect.stringMatching(`^npm left out ${NODE}: .* package-lock\\.json.* Run \`npm ci`)] })
  })

  test('installs again where a folder of the repository was a package before', () => {
    const { place, setup, calls } = clone(LOCKED, without('', OTHER))
    mkdirSync(path.join(place, 'node_modules'))
    writeFileSync(path.join(place, 'node_modules/.package-lock.json'), JSON.stringify({ packages: { ...without('', OTHER), 'node_modules/node': { version: '1.0.0' } } }))
    setup()
    expect(calls()).toHaveLength(1)
  })

  test('without a Node for the platform it takes that of the machine, if the project runs on it', () => {
    const { place, setup } = clone(without(NODE), without('', NODE, OTHER))
    mkdirSync(path.join(place, 'node_modules'))
    symlinkSync(fileURLToPath(new URL('../node_modules/semver', import.meta.url)), path.join(place, 'node_modules/semver'))
    const { status, stderr } = setup()
    expect({ status, line: stderr.trimEnd().split('\n').at(-1) }).toEqual({ status: 2, line: expect.stringMatching(/^No Node is pinned for .* does not run on Node v.*: install one of >=99\.$/) })
    writeFileSync(path.join(place, 'package.json'), JSON.stringify({ engines: { node: '>=20' } }))
    expect(setup()).toMatchObject({ status: 0, stderr: '' })
  })
})
