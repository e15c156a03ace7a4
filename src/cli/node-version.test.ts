import { readFileSync } from 'node:fs'
import semver from 'semver'
import { expect, test } from 'vitest'
import { assertNode, OLDEST } from './node-version.ts'

const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  engines: { node: string }
}

test('an older Node is told so in one line', () => {
  for (const version of ['v20.20.2', 'v22.17.1', 'v18.0.0', 'v8.0.0'])
    expect(() => assertNode(version)).toThrow(`Node 22.18 or later is needed, and this is ${version.slice(1)}.`)
  for (const version of ['v22.18.0', 'v22.23.3', 'v24.0.0', 'v26.1.0', process.version])
    expect(() => assertNode(version)).not.toThrow()
})

test('the oldest is the one that the package names', () => {
  expect(semver.minVersion(engines.node)?.version).toBe(`${OLDEST.join('.')}.0`)
})
