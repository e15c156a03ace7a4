import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { borrowModels } from './borrow-models.ts'

const root = mkdtempSync(path.join(tmpdir(), 'borrow-models-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('what is lent is a copy also where it was a link, so that nothing the server writes reaches the user\'s own', () => {
  const [own, elsewhere] = [path.join(root, 'models'), path.join(root, 'elsewhere')]
  mkdirSync(path.join(elsewhere, 'library'), { recursive: true })
  writeFileSync(path.join(elsewhere, 'library', 'model'), 'own')
  mkdirSync(own)
  symlinkSync(elsewhere, path.join(own, 'manifests'))
  symlinkSync(path.join(elsewhere, 'library'), path.join(elsewhere, 'linked'))
  const { models, giveBack } = borrowModels({ OLLAMA_MODELS: own })
  const lent = ['', 'linked', 'library'].map((name) => path.join(models, 'manifests', name))
  expect(lent.map((folder) => lstatSync(path.join(folder)).isDirectory())).toEqual([true, true, true])
  for (const name of ['linked', 'library']) writeFileSync(path.join(models, 'manifests', name, 'model'), 'written by the server')
  giveBack()
  expect(readFileSync(path.join(elsewhere, 'library', 'model'), 'utf8')).toBe('own')
})
