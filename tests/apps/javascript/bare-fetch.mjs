// A chat without any package: fetch, and a parser of the stream as many apps have one.
import assert from 'node:assert/strict'

const headers = { 'content-type': 'application/json', authorization: `Bearer ${process.env.OPENAI_API_KEY}` }

async function post(body) {
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'gpt-4o-mini', ...body }),
    signal: AbortSignal.timeout(8000),
  })
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${(await response.text()).slice(0, 200)}`)
  return response
}

async function* events(response) {
  const decoder = new TextDecoder()
  let buffer = ''
  for await (const bytes of response.body) {
    buffer += decoder.decode(bytes, { stream: true })
    const lines = buffer.split('\n')
    buffer = lines.pop()
    for (const line of lines) {
      if (!line.startsWith('data: ')) continue
      const data = line.slice(6).trim()
      if (data === '[DONE]') return
      yield JSON.parse(data)
    }
  }
}

let text = ''
let finish = null
const response = await post({ stream: true, messages: [{ role: 'user', content: 'Count from 1 to 20.' }] })
for await (const { choices, error } of events(response)) {
  if (error) throw new Error(error.message)
  text += choices[0].delta.content ?? ''
  finish = choices[0].finish_reason ?? finish
}
assert.equal(text, Array.from({ length: 20 }, (_, at) => at + 1).join(', '))
if (finish !== 'stop') console.warn(`warning: ended with ${finish}`)

const short = await post({ max_tokens: 5, messages: [{ role: 'user', content: 'Count from 1 to 50.' }] })
const { choices, usage } = await short.json()
assert.ok(choices[0].message.content.length > 0 && choices[0].message.content.length < 40)
if (choices[0].finish_reason !== 'length') console.warn('warning: nobody says that the answer was cut short')
console.log(`${text}\n${usage?.completion_tokens ?? '?'} tokens`)
