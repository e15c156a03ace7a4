// An assistant on the tool runner of the package of OpenAI, and a second question without streaming.
import assert from 'node:assert/strict'
import OpenAI from 'openai'

const client = new OpenAI({ timeout: 8000, maxRetries: 0 })
const stock = { apples: 12, pears: 0 }
const looked = []

const runner = client.chat.completions.runTools({
  model: 'gpt-4o-mini',
  stream: true,
  messages: [{ role: 'user', content: 'How many Apples are in stock?' }],
  tools: [
    {
      type: 'function',
      function: {
        name: 'look_up_stock',
        description: 'How many of a product there are',
        parameters: { type: 'object', properties: { product: { type: 'string' } }, required: ['product'] },
        parse: JSON.parse,
        function: ({ product }) => {
          looked.push(product)
          return String(stock[product.toLowerCase()])
        },
      },
    },
  ],
})
const answer = await runner.finalContent()
assert.deepEqual(looked, ['Apples'])
assert.match(answer, /12/)

const { choices, usage } = await client.chat.completions.create({
  model: 'gpt-4o-mini',
  max_tokens: 60,
  temperature: 0,
  messages: [{ role: 'user', content: 'Repeat: thank you for your order' }],
})
assert.equal(choices[0].message.content.trim(), 'thank you for your order')
if (choices[0].finish_reason !== 'stop') console.warn(`warning: ended with ${choices[0].finish_reason}`)
if (!(usage?.prompt_tokens > 0)) console.warn('warning: no count of tokens')
