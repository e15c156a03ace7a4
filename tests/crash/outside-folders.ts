import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { Failure } from '../../src/failure.ts'

/** Where a test writes, and what lies beside it: new ones for each test. */
export let [out, outside] = ['', '']

export function newFolders(root: string): void {
  const dir = mkdtempSync(path.join(root, 'case-'))
  out = path.join(dir, 'out')
  outside = path.join(dir, 'outside')
  mkdirSync(out)
  mkdirSync(path.join(outside, 'folder'), { recursive: true })
  for (const name of ['canary', 'folder/recording.json', 'folder/exchanges.jsonl', 'folder/report.md']) {
    writeFileSync(path.join(outside, name), '{"a":1}')
  }
}

/** Everything that lies outside, with what it holds and when it was last written to. */
const state = (): unknown =>
  readdirSync(outside, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = path.join(outside, name)
      const { mtimeMs } = statSync(file)
      return [name, mtimeMs, statSync(file).isFile() && readFileSync(file, 'utf8')]
    })

/** Puts a link in the folder that leads out of it. */
export function trap(name: string, to: 'canary' | 'folder' | 'not-there'): string {
  const link = path.join(out, name)
  mkdirSync(path.dirname(link), { recursive: true })
  symlinkSync(path.join(outside, to), link)
  return link
}

/** Does what is to be done, and looks that nothing outside has changed. */
export async function stayingInside(task: () => unknown): Promise<void> {
  const before = state()
  try {
    await task()
  } finally {
    expect(state()).toEqual(before)
  }
}

/** It is one line that names the place, and nothing outside has changed. */
export async function refused(place: string, task: () => unknown): Promise<void> {
  const error: unknown = await stayingInside(task).then(
    () => null,
    (failure: unknown) => failure,
  )
  expect(error).toBeInstanceOf(Failure)
  const { message } = error as Failure
  expect(message).toContain(place)
  expect(message).toMatch(/is a (link|folder|pipe)/)
  expect(message).not.toContain('\n')
}
