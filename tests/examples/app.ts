import OpenAI from 'openai'

/** What the app does with a model: one answer, as text. */
export async function answer(question: string, baseURL: string): Promise<string> {
  const client = new OpenAI({ baseURL, apiKey: 'unused', maxRetries: 0 })
  const { choices } = await client.chat.completions.create({
    model: 'llama3.2:1b',
    messages: [{ role: 'user', content: question }],
  })
  const text = choices?.[0]?.message?.content
  if (!text) throw new Error('The model gave no answer.')
  return text
}
