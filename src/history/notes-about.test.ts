import { expect, test } from 'vitest'
import { notesAbout } from './notes-about.ts'

const NOTES = `## What's Changed
* Fixed \`prompt_tokens\` leaving out tokens that are cached
* Faster loading of models
- Token counts of images
* New model: qwen`

test('the lines that speak of a rule come, those with the most of its words first', () => {
  expect(notesAbout(NOTES, ['usage/cached-tokens/in-prompt'])).toEqual([
    'Fixed `prompt_tokens` leaving out tokens that are cached',
    'Token counts of images',
  ])
  expect(notesAbout('- streamed calls', ['streaming/done/once'])).toEqual(['streamed calls'])
})

test('words that stand in any notes, and parts of words, are no sign', () => {
  expect(notesAbout(NOTES, ['chat/model/answered', 'tools/cut-call/one'])).toEqual([])
  expect(notesAbout('- the unusual', ['usage/total/x'])).toEqual([])
  expect(notesAbout('', ['usage/cached-tokens/in-prompt'])).toEqual([])
})
