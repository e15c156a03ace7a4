import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { borrowModels, type BorrowedModels } from './borrow-models.ts'

let dir = ''
const at = (...parts: string[]): string => path.join(dir, ...parts)
const WEIGHTS = 2 * 1024 * 1024

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'conformance-borrow-'))
  for (const part of ['models/manifests/library', 'models/blobs', 'elsewhere', 'tmp'])
    mkdirSync(at(part), { recursive: true })
  vi.stubEnv('TMPDIR', at('tmp'))
  writeFileSync(at('models/blobs/sha256-template'), 'template')
  writeFileSync(at('models/blobs/sha256-weights'), 'weights')
  truncateSync(at('models/blobs/sha256-weights'), WEIGHTS)
  writeFileSync(at('models/blobs/sha256-next-partial'), 'half')
  writeFileSync(at('elsewhere/manifest'), '{}')
  symlinkSync(at('elsewhere/manifest'), at('models/manifests/library/m'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(dir, { recursive: true, force: true })
})

const borrow = (): BorrowedModels => borrowModels({ OLLAMA_MODELS: at('models') })

describe('models that are lent', () => {
  test('are read as they are, and not half pulled', () => {
    const { models, release } = borrow()
    expect(readFileSync(path.join(models, 'manifests/library/m'), 'utf8')).toBe('{}')
    expect(readdirSync(path.join(models, 'blobs')).sort()).toEqual(['sha256-template', 'sha256-weights'])
    expect(statSync(path.join(models, 'blobs/sha256-weights')).size).toBe(WEIGHTS)
    expect(release()).toEqual([])
    expect(readdirSync(at('tmp'))).toEqual([])
  })

  test('stay as they are where manifests and small blobs are written to, and anything is removed', () => {
    const { models, release } = borrow()
    writeFileSync(path.join(models, 'manifests/library/m'), 'changed')
    writeFileSync(path.join(models, 'blobs/sha256-template'), 'changed')
    rmSync(path.join(models, 'blobs'), { recursive: true })
    expect(release()).toEqual([])
    expect(readFileSync(at('elsewhere/manifest'), 'utf8')).toBe('{}')
    expect(readFileSync(at('models/blobs/sha256-template'), 'utf8')).toBe('template')
    expect(statSync(at('models/blobs/sha256-weights')).size).toBe(WEIGHTS)
  })

  test('do not change where the file system makes clones of weights; where it makes none, a write to them is told of', () => {
    const { models, release } = borrow()
    const [lent, weights] = [path.join(models, 'blobs/sha256-weights'), at('models/blobs/sha256-weights')]
    const linked = lstatSync(lent).isSymbolicLink()
    const { atime, mtime } = statSync(weights)
    appendFileSync(lent, 'x')
    utimesSync(lent, atime, mtime)
    expect(release()).toEqual(
      linked
        ? [
            `${weights} was changed or removed while a server had it, by that server or by something else: pull its model again.`,
          ]
        : [],
    )
    expect(statSync(weights).size).toBe(linked ? WEIGHTS + 1 : WEIGHTS)
  })

  test('that cannot be lent are told of in one line, and leave nothing behind', () => {
    rmSync(at('models/blobs'), { recursive: true })
    writeFileSync(at('models/blobs'), 'not a folder')
    expect(borrow).toThrow(
      /^The Ollama models in .*models cannot be lent to a server: ENOTDIR.*\. Let this user read them, or say in OLLAMA_MODELS where others are\.$/,
    )
    expect(readdirSync(at('tmp'))).toEqual([])
  })
})

test("what is lent is a copy also where it was a link, so that nothing the server writes reaches the user's own", () => {
  const [own, elsewhere] = [at('own'), at('far')]
  mkdirSync(path.join(elsewhere, 'library'), { recursive: true })
  writeFileSync(path.join(elsewhere, 'library', 'model'), 'own')
  mkdirSync(path.join(own, 'blobs'), { recursive: true })
  symlinkSync(elsewhere, path.join(own, 'manifests'))
  symlinkSync(path.join(elsewhere, 'library'), path.join(elsewhere, 'linked'))
  const { models, release } = borrowModels({ OLLAMA_MODELS: own })
  const lent = ['', 'linked', 'library'].map((name) => path.join(models, 'manifests', name))
  expect(lent.map((folder) => lstatSync(path.join(folder)).isDirectory())).toEqual([true, true, true])
  for (const name of ['linked', 'library'])
    writeFileSync(path.join(models, 'manifests', name, 'model'), 'written by the server')
  release()
  expect(readFileSync(path.join(elsewhere, 'library', 'model'), 'utf8')).toBe('own')
})
