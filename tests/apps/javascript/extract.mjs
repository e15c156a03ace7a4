// Extracts an object from a text with a schema, and checks what came.
import assert from 'node:assert/strict'
import OpenAI from 'openai'

const client = new OpenAI({ timeout: 8000 })
const schema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    kind: { type: 'string', enum: ['invoice', 'order', 'complaint'] },
    amount: { type: 'number' },
    urgent: { type: 'boolean' },
    lines: { type: 'array', items: { type: 'string' } },
  },
  required: ['name', 'kind', 'amount', 'urgent', 'lines'],
  additionalProperties: false,
}

async function extract(text) {
  const completion = await client.chat.completions.parse({
    model: 'gpt-4o-mini',
    temperature: 0,
    messages: [
      { role: 'system', content: 'Extract the data of the letter.' },
      { role: 'user', content: text },
    ],
    response_format: { type: 'json_schema', json_schema: { name: 'letter', strict: true, schema } },
  })
  const [{ message, finish_reason: finish }] = completion.choices
  if (message.refusal) throw new Error(`refused: ${message.refusal}`)
  if (finish === 'length') throw new Error('cut short')
  if (completion.usage === undefined) console.warn('warning: no count of tokens')
  return JSON.parse(message.content)
}

const letter = await extract('Jane Roe sends an invoice of 99 dollars, for two chairs. She is in no hurry.')
assert.equal(typeof letter.name, 'string')
assert.ok(['invoice', 'order', 'complaint'].includes(letter.kind))
assert.ok(Number.isFinite(letter.amount))
assert.equal(typeof letter.urgent, 'boolean')
assert.ok(Array.isArray(letter.lines) && letter.lines.every((line) => typeof line === 'string'))
assert.deepEqual(Object.keys(letter).sort(), ['amount', 'kind', 'lines', 'name', 'urgent'])
