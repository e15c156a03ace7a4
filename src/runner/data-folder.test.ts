import { expect, test } from 'vitest'
import { lendDataFolder } from './data-folder.ts'

const lent = (env: Record<string, string>, home: string): string | undefined => {
  const given: Record<string, string | undefined> = { ...env }
  lendDataFolder(given, home)
  return given['XDG_DATA_HOME']
}

test('a user without a home gets a folder for data, and nobody else does', () => {
  // Nothing can be made below it, not even by root.
  expect(lent({}, '/proc/self/nobody')).toMatch(/ollama-conformance$/)
  expect(lent({}, import.meta.dirname)).toBeUndefined()
  expect(lent({ XDG_DATA_HOME: '/data' }, '/proc/self/nobody')).toBe('/data')
})
