import { describe, expect, test } from 'vitest'
import { faults } from '../../stand-in/faults/catalogue.ts'
import { cli, start } from './command-line.ts'
import { refused } from './refused.ts'
import { until } from './until.ts'

interface Listed {
  name: string
  about: string
  seen: string[]
  endpoints: string[]
  rules: string[]
}
const listed = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await cli(['list', '--deviations', ...args])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

describe.concurrent('the deviations', () => {
  test('are listed, each with its endpoints and a clause', async () => {
    const lines = (await listed()).trimEnd().split('\n')
    expect(lines.length).toBe(faults.length)
    expect(lines).toContainEqual(expect.stringMatching(/^choices-null {2}chat {2}\S/))
  })

  test('are listed for programs, all or those of one endpoint', async () => {
    const all = JSON.parse(await listed('--json')) as Listed[]
    expect(all.map(({ name }) => name)).toEqual(faults.map(({ name }) => name))
    expect(all.filter(({ endpoints }) => endpoints.length > 0).length).toBeGreaterThan(900)
    expect(all.filter(({ rules }) => rules.length > 0).length).toBeGreaterThan(900)
    const some = JSON.parse(await listed('--json', '--endpoint', 'embeddings')) as Listed[]
    expect(some.length).toBeLessThan(all.length)
    expect(some.every(({ endpoints }) => endpoints.includes('embeddings'))).toBe(true)
    expect(some.map(({ name }) => name)).not.toContain('choices-null')
  })

  test('are explained: what the server does, where it was seen, what fails, which clients bear it', async () => {
    const { code, stdout } = await cli(['explain', 'choices-null'])
    expect(code).toBe(0)
    for (const part of [
      /^choices-null\n\n.*HTTP 200 with .*null\n/,
      /^seen at +vLLM/m,
      /^endpoints +chat$/m,
      /^fails +chat\/response\/choices-type$/m,
      /^besides +\d+ rules: \S+( \S+){7} …$/m,
      /^(clients|breaks|limits|survive) /m,
      /`ollama-conformance stand-in --deviation choices-null`$/m,
    ])
      expect(stdout).toMatch(part)
  })

  test('a wrong name is refused with the nearest', async () => {
    await refused(['explain', 'choises-null'], /The nearest is choices-null;/)
    await refused(['stand-in', '--deviation', 'choises-null'], /The nearest is choices-null;/)
    await refused(['list', '--endpoint', 'chats'], /chat/)
  })

  test.for(['SIGTERM', 'SIGINT'] as const)(
    'are served until %s, from the address in the first line',
    async (signal) => {
      const { child, ended, stdout } = start(['stand-in', '--deviation', 'choices-null'])
      await until(() => stdout().includes('\n'))
      const baseURL = stdout().trim()
      expect(baseURL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
      const asked = { method: 'POST', body: '{"model": "x", "messages": [{"role": "user", "content": "Hi"}]}' }
      const choices = async (url: string): Promise<unknown> =>
        ((await (await fetch(`${url}/chat/completions`, asked)).json()) as { choices: unknown }).choices
      expect(await choices(baseURL)).toBe(null)
      expect(await choices(baseURL.replace('/v1', '/choices-empty/v1'))).toEqual([])
      child.kill(signal)
      expect(await ended).toMatchObject({ code: 0, stdout: `${baseURL}\n` })
    },
  )
})
