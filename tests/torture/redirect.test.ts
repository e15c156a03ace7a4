import { expect, test } from 'vitest'
import { cli, everythingIn, folder, withOutcome, written } from '../cli/command-line.ts'
import { standIn } from '../cli/servers.ts'
import { whenDone } from '../cli/when-done.ts'
import { friendly, isDiscovery } from './friendly.ts'
import { JSON_TYPE, whole } from './hostile-case.ts'
import { tortureServer } from './torture-server.ts'

test('no request and no key follow a redirect to another host', async () => {
  const other = await tortureServer({ answer: (socket) => socket.end(whole('200 OK', JSON_TYPE, '{}')) })
  whenDone(other.stop)
  let at = 0
  const server = await tortureServer(
    {
      answer: (socket) => {
        socket.end(
          whole(
            ['301 Moved', '302 Found', '303 See Other', '307 Temporary Redirect', '308 Permanent Redirect'][at++ % 5] ??
              '',
            JSON_TYPE,
            '',
            `Location: ${other.url}/v1/chat/completions`,
          ),
        )
      },
    },
    friendly((await standIn()).url, isDiscovery),
  )
  whenDone(server.stop)
  const out = folder()
  const key = { OLLAMA_API_KEY: 'sk-canary-0123456789' }
  const { code } = await cli(
    [
      '--target',
      server.url,
      '--reference',
      'none',
      '--only',
      'chat/id',
      'chat/sdk',
      'errors/sdk',
      'streaming/sdk',
      'models',
      'embeddings/sdk',
      '--out',
      out,
    ],
    key,
  )
  expect(code).toBe(1)
  expect(server.asked.some(({ headers }) => headers['authorization'] === 'Bearer sk-canary-0123456789')).toBe(true)
  await cli(['audit', server.url, '--slow', '1', '--out', folder()], key)
  expect(other.asked).toEqual([])
  expect(everythingIn(out)).not.toContain('sk-canary')
  const { record } = written(out)
  expect(withOutcome(record, 'pass').filter((id) => !id.startsWith('models/'))).toEqual([])
})
