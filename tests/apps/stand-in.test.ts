import { describe, expect, test } from 'vitest'
import { startStandIn, withDeviation } from '../../src/index.ts'

const asked = {
  method: 'POST',
  body: JSON.stringify({ model: 'llama3.2:1b', messages: [{ role: 'user', content: 'Hi' }] }),
}

interface Body {
  choices?: unknown[] | null
  error?: { message: string; code: string | null }
}
const answered = async (baseURL: string, more: RequestInit = {}): Promise<[number, Body]> => {
  const response = await fetch(`${baseURL}/chat/completions`, { ...asked, ...more })
  return [response.status, (await response.json()) as Body]
}
const UNKNOWN =
  'There is no deviation choises-null. The nearest is choices-null; `ollama-conformance list --deviations` shows all.'

describe('the stand-in for apps', () => {
  test('shows a deviation, another, and none, without a new start', async () => {
    await using server = await startStandIn({ deviation: 'choices-null' })
    expect(server.baseURL).toBe(`${server.url}/v1`)
    expect(await answered(server.baseURL)).toEqual([200, expect.objectContaining({ choices: null })])
    server.show('choices-empty')
    expect(await answered(server.baseURL)).toEqual([200, expect.objectContaining({ choices: [] })])
    server.show(null)
    expect(await answered(server.baseURL)).toEqual([200, expect.objectContaining({ choices: [expect.anything()] })])
  })

  test('shows each deviation at a base URL of its own as well', async () => {
    await using server = await startStandIn()
    expect(await answered(`${server.url}/choices-null/v1`)).toEqual([200, expect.objectContaining({ choices: null })])
    expect(await answered(server.baseURL)).toEqual([200, expect.objectContaining({ choices: [expect.anything()] })])
    const [status, { error }] = await answered(`${server.url}/choises-null/v1`)
    expect([status, error?.code, error?.message]).toEqual([404, 'deviation_unknown', UNKNOWN])
  })

  test('names the nearest where there is no such deviation', async () => {
    await expect(startStandIn({ deviation: 'choises-null' })).rejects.toThrow(UNKNOWN)
    await expect(withDeviation('choises-null', () => {})).rejects.toThrow(UNKNOWN)
    await using server = await startStandIn()
    expect(() => server.show('choises-null')).toThrow(UNKNOWN)
  })

  test('serves the models of the app, and refuses those that nobody has', async () => {
    await using server = await startStandIn()
    const wrong = { body: JSON.stringify({ model: 'no-such-model', messages: [{ role: 'user', content: 'Hi' }] }) }
    expect((await answered(server.baseURL, wrong))[0]).toBe(404)
  })

  test('lets in one key where one is given', async () => {
    await using server = await startStandIn({ key: 'sk-mine' })
    expect((await answered(server.baseURL))[0]).toBe(401)
    expect((await answered(server.baseURL, { headers: { authorization: 'Bearer sk-mine' } }))[0]).toBe(200)
  })

  test('says that a port is taken', async () => {
    await using server = await startStandIn()
    const port = Number(new URL(server.url).port)
    await expect(startStandIn({ port })).rejects.toThrow(
      `Port ${port} cannot be listened on (EADDRINUSE). Name another.`,
    )
  })

  test('ends with what uses it, and hands on what that gives or throws', async () => {
    let url = ''
    expect(await withDeviation('choices-null', (server) => (url = server.url))).toBe(url)
    await expect(fetch(url)).rejects.toThrow('fetch failed')
    await expect(withDeviation('choices-null', () => Promise.reject(new Error('mine')))).rejects.toThrow('mine')
  })
})
