import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { classifySide } from './compared-side.ts'

test('a side may be named by a preset, wherever that is', () => {
  for (const text of ['mistral', 'qwen@cn', 'litellm=http://127.0.0.1:4000/v1', 'http://127.0.0.1:1', 'box:11434'])
    expect(classifySide(text)).toEqual({ kind: 'url', place: text })
  expect(classifySide('fixtures/recordings/ollama-0.32.15').kind).toBe('recording')
  expect(() => classifySide('no-such-thing')).toThrow(/no URL, preset, recording/)
})

test('a release is named by its version, unless a file has that name', () => {
  for (const text of ['0.24.0', 'v0.33.0-rc2', 'latest', 'latest-rc'])
    expect(classifySide(text)).toEqual({ kind: 'release', place: text })
  for (const text of ['0.24', 'v0.24.0-beta', 'newest'])
    expect(() => classifySide(text)).toThrow(/nor a release such as/)
  const folder = mkdtempSync(path.join(tmpdir(), 'sides-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const binary = path.join(folder, '0.24.0')
  writeFileSync(binary, '#!/bin/sh\n', { mode: 0o755 })
  expect(classifySide(binary).kind).toBe('binary')
  const before = process.cwd()
  process.chdir(folder)
  try {
    expect(classifySide('0.24.0').kind).toBe('binary')
  } finally {
    process.chdir(before)
  }
})
