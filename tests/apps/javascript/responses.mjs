// An assistant on the Responses API: streamed, with one function call.
import assert from 'node:assert/strict'
import OpenAI from 'openai'

const client = new OpenAI({ timeout: 8000 })
const tools = [
  {
    type: 'function',
    name: 'get_weather',
    description: 'Current weather of a city',
    strict: true,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
]

/** One turn: what it said, and the whole response. */
async function turn(input) {
  let text = ''
  let response
  const stream = await client.responses.create({ model: 'gpt-4o-mini', input, tools, stream: true, store: false })
  for await (const event of stream) {
    if (event.type === 'response.output_text.delta') text += event.delta
    if (event.type === 'response.failed' || event.type === 'error') throw new Error('the response failed')
    if (event.type === 'response.completed') response = event.response
  }
  assert.ok(response, 'the stream ended early')
  return { text, response }
}

const input = [{ role: 'user', content: 'What is the weather in Rome?' }]
const { response } = await turn(input)
const calls = response.output.filter(({ type }) => type === 'function_call')
assert.equal(calls.length, 1)
const { city } = JSON.parse(calls[0].arguments)
assert.equal(city, 'Rome')
input.push(...response.output, {
  type: 'function_call_output',
  call_id: calls[0].call_id,
  output: '18 degrees and cloudy',
})
const { text, response: last } = await turn(input)
assert.match(text, /18 degrees and cloudy/)
if (!(last.usage?.total_tokens > 0)) console.warn('warning: no count of tokens')
