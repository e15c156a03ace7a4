import { expect, test } from 'vitest'
import { watchedProcess } from '../../tests/cli/watched-process.ts'
import { runCommand } from './app-command.ts'

const { env } = process
const never = new AbortController().signal

test('how a command ended is told, and the last line of what it said', async () => {
  expect(await runCommand('echo first >&2; echo last >&2; exit 3', { env, signal: never })).toMatchObject({
    code: 3,
    why: 'last',
  })
  expect(await runCommand('exit 4', { env, signal: never })).toMatchObject({ code: 4, why: 'exit code 4' })
  expect(await runCommand('kill -9 $$', { env, signal: never })).toMatchObject({
    code: null,
    why: 'the signal SIGKILL',
  })
})

test('what a command leaves behind ends with it', async () => {
  const { script, ready, gone } = await watchedProcess()
  // The shell ends as soon as the other one runs.
  const ended = runCommand(`${script()} & until [ -e '${ready.file}' ]; do sleep 0.01; done`, { env, signal: never })
  expect(await ended).toMatchObject({ code: 0 })
  await gone
})

test('an interrupted command ends with all that it has started', async () => {
  const { script, ready, gone } = await watchedProcess()
  const ending = new AbortController()
  const ended = runCommand(`${script()}; exit 0`, { env, signal: ending.signal })
  await ready.connected
  ending.abort()
  expect(await ended).toMatchObject({ code: null, why: 'an interruption' })
  await gone
})

test('what does not end when asked is ended', async () => {
  const { script, ready, gone } = await watchedProcess()
  const ending = new AbortController()
  const ended = runCommand(`${script({ stubborn: true })}; exit 0`, { env, signal: ending.signal, grace: 0 })
  await ready.connected
  ending.abort()
  expect(await ended).toMatchObject({ code: null })
  await gone
})

test('at once means without being asked', async () => {
  const { script, ready, gone } = await watchedProcess()
  const [ending, last] = [new AbortController(), new AbortController()]
  const ended = runCommand(`${script({ stubborn: true })}; exit 0`, {
    env,
    signal: ending.signal,
    atOnce: last.signal,
    grace: 2 ** 31 - 1,
  })
  await ready.connected
  ending.abort()
  last.abort()
  await Promise.all([gone, ended])
})

test('a command that takes too long has failed', async () => {
  expect(await runCommand('sleep 600', { env, signal: never, most: 1, grace: 0 })).toMatchObject({
    code: null,
    why: 'no end within 1 ms',
  })
})

test('after an interruption nothing is started', async () => {
  expect(await runCommand('exit 3', { env, signal: AbortSignal.abort() })).toMatchObject({
    code: null,
    why: 'an interruption',
  })
})
