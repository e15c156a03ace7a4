import { expect, test } from 'vitest'
import { isCi } from './watched.ts'

test.for<[Record<string, string>, boolean]>([
  [{}, false],
  [{ CI: '' }, false],
  [{ CI: 'true' }, true],
  [{ CI: '1' }, true],
  [{ CI: 'woodpecker' }, true],
  [{ CI: 'false' }, false],
  [{ CI: '0' }, false],
  [{ CI: 'false', BUILD_NUMBER: '7' }, false],
  // Jenkins and Azure Pipelines do not set CI.
  [{ BUILD_NUMBER: '7' }, true],
  [{ TF_BUILD: 'True' }, true],
])('%j is CI: %s', ([env, expected]) => {
  expect(isCi(env)).toBe(expected)
})
