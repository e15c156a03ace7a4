// Semantic search over five texts, with the package of OpenAI.
import assert from 'node:assert/strict'
import OpenAI from 'openai'

const client = new OpenAI({ timeout: 8000 })
const texts = [
  'The cat sleeps on the warm sofa.',
  'Bread is baked from flour and water.',
  'The train to Oslo leaves at noon.',
  'A password can be reset in the settings.',
  'Invoices are sent on the first of the month.',
]

const embed = async (input) => {
  const { data } = await client.embeddings.create({ model: 'text-embedding-3-small', input })
  return data.map(({ embedding }) => embedding)
}
const dot = (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0)
const cosine = (a, b) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))

const vectors = await embed(texts)
assert.equal(vectors.length, texts.length, 'a vector for each text')

async function search(query) {
  const [wanted] = await embed(query)
  return texts.map((text, at) => ({ text, score: cosine(wanted, vectors[at]) })).sort((a, b) => b.score - a.score)
}

const [first, second] = await search('How is a password reset in the settings?')
assert.equal(first.text, texts[3])
assert.ok(first.score > second.score && first.score < 1.01)
assert.equal((await search('when does the train to Oslo leave'))[0].text, texts[2])
console.log(first)
