import OpenAI, { NotFoundError } from 'openai'
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import { asked, drive, place, unknownModel } from '../contract.mjs'

const client = new OpenAI({ baseURL: place.baseURL, apiKey: place.apiKey, maxRetries: 0, logLevel: 'off' })
const { completions } = client.chat

const messages = (turns) =>
  turns.flatMap((turn) =>
    turn.said === 'calls'
      ? [
          {
            role: 'assistant',
            content: null,
            tool_calls: turn.calls.map(({ id, name, input }) => ({
              id,
              type: 'function',
              function: { name, arguments: JSON.stringify(input) },
            })),
          },
          ...turn.calls.map(({ id, result }) => ({ role: 'tool', tool_call_id: id, content: result })),
        ]
      : [{ role: turn.said, content: turn.text }],
  )

const request = (turns, more = {}) => ({
  model: place.chat,
  messages: messages(turns),
  temperature: 0,
  max_tokens: asked.cap,
  ...more,
})
const ask = (turns, more) => completions.create(request(turns, more))

// As an app writes them. They say the same as the JSON schemas in `asked`.
const Input = z.object({ city: z.string() })
const Place = z.object({ city: z.string(), country: z.string() })

const { name, description, parameters, result } = asked.tool
const tool = { type: 'function', function: { name, description, parameters } }
const called = async (choice, turns) => {
  const answer = await ask(turns, { model: place.tools, tools: [tool], tool_choice: choice })
  return (answer.choices[0]?.message.tool_calls ?? []).map((call) => call.function.name)
}

async function toolLoop(stream) {
  const calls = []
  const runnable = zodFunction({
    name,
    description,
    parameters: Input,
    function: (input) => {
      calls.push({ name, input })
      return result
    },
  })
  const runner = completions.runTools(request(asked.weather, { model: place.tools, tools: [runnable], stream }), {
    maxChatCompletions: 2,
  })
  return { text: await runner.finalContent(), calls }
}

const ofObject = () =>
  request(asked.place, {
    response_format: zodResponseFormat(Place, asked.object.name),
  })
const counts = (usage) => usage && [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens]
const counted = { stream_options: { include_usage: true } }

await drive('openai', {
  text: async () => (await ask(asked.repeat)).choices[0]?.message.content,
  stream: async () => {
    let iterated = ''
    for await (const chunk of await ask(asked.repeat, { stream: true }))
      iterated += chunk.choices[0]?.delta.content ?? ''
    return { iterated, helper: await completions.stream(request(asked.repeat)).finalContent() }
  },
  tools: () => toolLoop(false),
  'streamed tools': () => toolLoop(true),
  object: async () => (await completions.parse(ofObject())).choices[0]?.message.parsed,
  'streamed object': async () =>
    (await completions.stream(ofObject()).finalChatCompletion()).choices[0]?.message.parsed,
  embeddings: async () =>
    (await client.embeddings.create({ model: place.embedding, input: asked.embedded })).data.map(
      ({ embedding }) => embedding,
    ),
  usage: async () => counts((await ask(asked.repeat)).usage),
  'streamed usage': async () => {
    let usage
    for await (const chunk of await ask(asked.repeat, { ...counted, stream: true })) usage = chunk.usage ?? usage
    return [counts(usage), counts(await completions.stream(request(asked.repeat, counted)).totalUsage())]
  },
  'forced tool': async () => [
    await called('required', asked.greeting),
    await called({ type: 'function', function: { name } }, asked.greeting),
  ],
  'no tool': () => called('none', asked.weather),
  stop: async () => (await ask(asked.count, { stop: [asked.stop] })).choices[0]?.message.content,
  cap: async () => {
    const [choice] = (await ask(asked.count, { max_tokens: asked.shortCap })).choices
    return [choice?.message.content, choice?.finish_reason]
  },
  error: () =>
    unknownModel(ask(asked.greeting, { model: asked.unknownModel }), (error) => error instanceof NotFoundError),
})
