import { expect, test } from 'vitest'
import { classifySide } from './compared-side.ts'

test('a side may be named by a preset, wherever that is', () => {
  for (const text of ['mistral', 'qwen@cn', 'litellm=http://127.0.0.1:4000/v1', 'http://127.0.0.1:1', 'box:11434'])
    expect(classifySide(text)).toEqual({ kind: 'url', place: text })
  expect(classifySide('fixtures/recordings/ollama-0.32.15').kind).toBe('recording')
  expect(() => classifySide('no-such-thing')).toThrow(/no URL, preset, recording/)
})
