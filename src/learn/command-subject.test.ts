import { expect, test } from 'vitest'
import { commandSubject, type Warning } from './command-subject.ts'

const run = (command: string, warning: Warning = {}): Promise<object> => {
  const { signal } = new AbortController()
  const subject = commandSubject({
    command,
    env: process.env,
    warning,
    keepText: false,
    secrets: [],
    ending: { signal },
  })
  return subject.run('http://127.0.0.1:9', null, signal)
}

test.for([
  ['exit 0', {}, { result: 'fine', why: '' }],
  ['echo Error: no text; exit 3', {}, { result: 'failed', why: 'exit code 3: Error: no text' }],
  ['exit 3', { code: 3 }, { result: 'warned', why: 'exit code 3' }],
  ['exit 4', { code: 3 }, { result: 'failed', why: 'exit code 4' }],
  ['echo no tokens counted', { pattern: /no tokens/ }, { result: 'warned', why: 'warned: no tokens counted' }],
  [
    'echo no tokens counted; exit 1',
    { pattern: /no tokens/ },
    { result: 'failed', why: 'exit code 1: no tokens counted' },
  ],
  ['test "$OPENAI_BASE_URL" = http://127.0.0.1:9/v1', {}, { result: 'fine', why: '' }],
] as const)('%s', async ([command, warning, reaction]) => {
  expect(await run(command, warning)).toEqual(reaction)
})
