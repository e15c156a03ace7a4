// An app as `learn` watches one: it needs the text of an answer, a stream, and a tool call, and fails without.
import assert from 'node:assert'

const ask = (body) =>
  fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer sk-canary-0123456789',
      'x-stainless-lang': 'js',
    },
    body: JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 24, ...body }),
  })

const counted = await (
  await ask({ messages: [{ role: 'user', content: 'Secret: count from 1 to 9' }], stop: ['7'] })
).json()
assert(counted.choices[0].message.content.length > 0)
const streamed = await (
  await ask({
    messages: [
      { role: 'system', content: 'You are brief.' },
      { role: 'user', content: 'Mail me at jane@example.org' },
    ],
    stream: true,
  })
).text()
assert(streamed.includes('[DONE]'))
assert(JSON.parse(streamed.split('\n')[0].slice(6)).choices[0].delta)
