// A chat that streams, calls a tool and goes on with its result: with the package of OpenAI, chunks put together by hand.
import assert from 'node:assert/strict'
import OpenAI from 'openai'

const client = new OpenAI({ timeout: 8000 })
const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'Current weather of a city',
      parameters: {
        type: 'object',
        properties: { city: { type: 'string' } },
        required: ['city'],
        additionalProperties: false,
      },
    },
  },
]
const weather = { Paris: '21 degrees and sunny', Oslo: '4 degrees and rain' }

/** One turn: prints the text as it comes, and gives back the whole message. */
async function turn(messages) {
  const stream = await client.chat.completions.create({
    model: 'gpt-4o-mini',
    messages,
    tools,
    stream: true,
    stream_options: { include_usage: true },
  })
  const message = { role: 'assistant', content: '', tool_calls: [] }
  let usage
  for await (const chunk of stream) {
    usage = chunk.usage ?? usage
    const delta = chunk.choices[0]?.delta
    if (!delta) continue
    message.content += delta.content ?? ''
    process.stdout.write(delta.content ?? '')
    for (const part of delta.tool_calls ?? []) {
      const call = (message.tool_calls[part.index] ??= {
        id: '',
        type: 'function',
        function: { name: '', arguments: '' },
      })
      if (part.id) call.id = part.id
      if (part.function?.name) call.function.name = part.function.name
      call.function.arguments += part.function?.arguments ?? ''
    }
  }
  if (!usage?.total_tokens) console.warn('warning: the cost of this turn is unknown')
  return message.tool_calls.length > 0 ? message : { role: 'assistant', content: message.content }
}

const messages = [
  { role: 'system', content: 'You are a helpful assistant.' },
  { role: 'user', content: 'What is the weather in Paris?' },
]
const called = []
for (let turns = 0; turns < 5; turns++) {
  const message = await turn(messages)
  messages.push(message)
  if (!message.tool_calls) break
  for (const call of message.tool_calls) {
    assert.equal(call.function.name, 'get_weather')
    const { city } = JSON.parse(call.function.arguments)
    called.push(city)
    messages.push({ role: 'tool', tool_call_id: call.id, content: weather[city] ?? 'unknown' })
  }
}
assert.deepEqual(called, ['Paris'])
assert.match(messages.at(-1).content, /21 degrees and sunny/)
