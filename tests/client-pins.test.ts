import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

/** A client as its folder describes it. */
interface Described {
  profile: string
  package: string
  runtime: string
  command: string[]
  folder?: string
}

const described = readdirSync('clients', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`clients/${entry.name}/client.yaml`))
  .map(({ name }) => ({ id: name, ...(parse(readFileSync(`clients/${name}/client.yaml`, 'utf8')) as Described) }))

test.each(described)('$id is a client in Python, Node, Go, or a program, with its profile', (client) => {
  expect(client.profile).toBe(client.id)
  expect(['node', 'python', 'go', 'program']).toContain(client.runtime)
  expect(client.command.length).toBeGreaterThan(0)
})

describe.each(described.filter(({ runtime }) => runtime === 'python'))('requirements of $id', (client) => {
  const text = readFileSync(`clients/${client.folder ?? client.id}/requirements.txt`, 'utf8')
  const requirements = text
    .replaceAll(/\\\n\s*/g, '')
    .trim()
    .split('\n')

  test('pin each package, and name the hashes of its files', () => {
    const pinned = /^[a-z0-9._-]+(\[[a-z0-9,-]+\])?==[\w.!+]+( ; [^;]+?)? ?(--hash=sha256:[0-9a-f]{64} ?)+$/i
    expect(requirements.filter((line) => !pinned.test(line))).toEqual([])
  })
  test('have the driven package', () => {
    expect(requirements.filter((line) => line.split(/[=[]/)[0] === client.package)).toHaveLength(1)
  })
  test('name no place to load from', () => {
    expect(text).not.toMatch(/:\/\/|^\s*-(?!-hash)|@/m)
  })
})
