import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { folder, start } from './command-line.ts'
import { standIn } from './servers.ts'
import { until } from './until.ts'
import { APP } from './watched-app.ts'
import { watchedProcess } from './watched-process.ts'

describe.concurrent('a signal while learning', () => {
  test('Ctrl-C ends the watching, and what was seen is written', async () => {
    const { url } = await standIn()
    const file = path.join(folder(), 'app.yaml')
    const running = start(['learn', '--upstream', url, '--out', file])
    const address = (): string | undefined => /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(running.stderr())?.[0]
    await until(() => address() !== undefined)
    expect((await fetch(`${address()}/models`)).status).toBe(200)
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('GET /models') })
    expect(parse(readFileSync(file, 'utf8'))).toMatchObject({ id: 'my-app' })
  })

  test.for(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    '%s ends the command with all that it has started, and what was seen is written',
    async (signal) => {
      const { script, ready, gone } = await watchedProcess()
      const dir = folder()
      const running = start([
        'learn',
        '--upstream',
        (await standIn()).url,
        '--out',
        path.join(dir, 'app.yaml'),
        '--capture',
        path.join(dir, 'calls.jsonl'),
        '--command',
        `${script()} & ${APP}; wait`,
      ])
      await Promise.all([ready.connected, until(() => running.stderr().includes('2 calls seen'))])
      running.child.kill(signal)
      expect(await running.ended).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Learned from 2 calls'),
        stderr: expect.stringContaining('The command was ended before it was done.'),
      })
      await gone
      expect(readdirSync(dir).sort()).toEqual(['app.yaml', 'calls.jsonl'])
    },
  )

  test('a second signal leaves no command behind that ignores the first', async () => {
    const { script, ready, gone } = await watchedProcess()
    const running = start([
      'learn',
      '--upstream',
      (await standIn()).url,
      '--out',
      path.join(folder(), 'app.yaml'),
      '--command',
      `${script({ stubborn: true })}; true`,
    ])
    await ready.connected
    // Signals at once count as one, so it is asked again until it has ended.
    const asking = setInterval(() => running.child.kill('SIGTERM'), 100)
    await running.ended.finally(() => clearInterval(asking))
    await gone
    expect(running.child.signalCode).toBe('SIGTERM')
  })
})
