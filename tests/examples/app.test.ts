import { startStandIn, withDeviation } from 'ollama-conformance/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { answer } from './app.ts'

const QUESTION = 'Say hello.'

const server = await startStandIn()
afterAll(() => server.stop())

test('the app gives an answer', async () => {
  expect(await answer(QUESTION, server.baseURL)).toMatch(/\S/)
})

describe('the app survives', () => {
  test.for(['usage-absent', 'id-null', 'created-text'])('%s', (deviation) =>
    withDeviation(deviation, async ({ baseURL }) => {
      expect(await answer(QUESTION, baseURL)).toMatch(/\S/)
    }),
  )
})

describe('the app says that there is no answer', () => {
  test.for(['choices-null', 'choices-empty', 'content-empty'])('%s', (deviation) =>
    withDeviation(deviation, async ({ baseURL }) => {
      await expect(answer(QUESTION, baseURL)).rejects.toThrow('The model gave no answer.')
    }),
  )
})

test('what the server sends is a chat completion', async () => {
  const body = { model: 'llama3.2:1b', messages: [{ role: 'user', content: QUESTION }] }
  const url = `${server.baseURL}/chat/completions`
  await expect(await fetch(url, { method: 'POST', body: JSON.stringify(body) })).toBeChatCompletion()

  server.show('usage-absent')
  await expect(await fetch(url, { method: 'POST', body: JSON.stringify(body) })).not.toBeChatCompletion()
})
