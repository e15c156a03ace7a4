// An app as `learn` measures one: a streamed chat with a tool loop, through the official SDK. It fails unless the answer comes whole.
import assert from 'node:assert'
import OpenAI from 'openai'

const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY ?? 'none', maxRetries: 0, timeout: 3000 })
const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather in a city.',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
]
const messages = [{ role: 'user', content: 'What is the weather in Paris?' }]
let asked = 0
for (;;) {
  const stream = await client.chat.completions.create({
    model: 'gpt-4o-mini',
    messages,
    tools,
    stream: true,
    max_tokens: 60,
  })
  const calls = []
  let [text, finish] = ['', null]
  for await (const { choices } of stream) {
    const [choice] = choices
    if (!choice) continue
    text += choice.delta.content ?? ''
    for (const { index, id, function: fn } of choice.delta.tool_calls ?? []) {
      const call = (calls[index] ??= { id, type: 'function', function: { name: '', arguments: '' } })
      call.function.name += fn?.name ?? ''
      call.function.arguments += fn?.arguments ?? ''
    }
    finish = choice.finish_reason ?? finish
  }
  if (finish !== 'tool_calls') {
    assert.equal(asked, 1, 'the tool was called once')
    assert(text.length > 3, 'there is a text')
    break
  }
  messages.push({ role: 'assistant', content: null, tool_calls: calls })
  for (const call of calls) {
    assert.equal(call.function.name, 'get_weather')
    assert.equal(typeof JSON.parse(call.function.arguments).city, 'string')
    asked += 1
    messages.push({ role: 'tool', tool_call_id: call.id, content: 'sunny, 21 degrees' })
  }
  assert(asked < 3, 'the model calls without end')
}
