import { expect, test } from 'vitest'
import { startStandIn } from '../../src/vitest.ts'

const post = (url: string, body: object): Promise<Response> =>
  fetch(url, { method: 'POST', body: JSON.stringify({ model: 'llama3.2:1b', ...body }) })
const messages = [{ role: 'user', content: 'Hi' }]

test('each matcher takes the answer that it is named after, and no other', async () => {
  await using server = await startStandIn()
  const base = server.baseURL
  const chat = await post(`${base}/chat/completions`, { messages })
  const stream = await post(`${base}/chat/completions`, { messages, stream: true })
  const response = await post(`${base}/responses`, { input: 'Hi' })
  const events = await post(`${base}/responses`, { input: 'Hi', stream: true })
  const vectors = await post(`${base}/embeddings`, { input: 'Hi' })
  await expect(chat).toBeChatCompletion()
  await expect(stream).toBeChatStream()
  await expect(response).toBeResponse()
  await expect(events).toBeResponseStream()
  await expect(vectors).toBeEmbeddings()
  await expect(vectors).not.toBeChatCompletion()
  await expect(chat).not.toBeChatStream()
  await expect(chat).not.toBeResponse()
  await expect(stream).not.toBeResponseStream()
  await expect(response).not.toBeEmbeddings()
})

test('a failure lists what is wrong, with paths', async () => {
  const answer = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant' } }],
  }
  await expect(expect(answer).toBeChatCompletion()).rejects.toThrow(
    /^expected a chat completion as OpenAI sends it:\n(- .*\n)*- \$\.choices\[0\]\.message\.content is missing \(chat\//,
  )
})

test('the opposite fails where nothing is wrong', async () => {
  await using server = await startStandIn()
  const chat = await post(`${server.baseURL}/chat/completions`, { messages })
  await expect(expect(chat).not.toBeChatCompletion()).rejects.toThrow('nothing is wrong with this one')
})

test('the request may be given', async () => {
  await using server = await startStandIn()
  const chat = await post(`${server.baseURL}/chat/completions`, { messages, n: 2 })
  await expect(chat).toBeChatCompletion({ request: { messages, n: 2 } })
  await expect(chat).not.toBeChatCompletion({ request: { messages } })
})
