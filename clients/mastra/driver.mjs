import { Agent } from '@mastra/core/agent'
import { createTool } from '@mastra/core/tools'
import { z } from 'zod'
import { asked, drive, modelMessages, place, unknownModel } from '../contract.mjs'

// As an app writes them. They say the same as the JSON schemas in `asked`.
const schema = z.object({ city: z.string(), country: z.string() })
const weather = (calls) =>
  createTool({
    id: asked.tool.name,
    description: asked.tool.description,
    inputSchema: z.object({ city: z.string() }),
    execute: async (input) => {
      calls.push({ name: asked.tool.name, input })
      return asked.tool.result
    },
  })

const agent = (model = place.chat, tools = {}) =>
  new Agent({
    id: 'agent',
    name: 'agent',
    instructions: 'Do as you are asked.',
    model: { id: `server/${model}`, url: place.baseURL, apiKey: place.apiKey },
    maxRetries: 0,
    tools,
  })
const settings = ({ maxOutputTokens = asked.cap, stopSequences, ...more } = {}) => ({
  modelSettings: { temperature: 0, maxRetries: 0, maxOutputTokens, ...(stopSequences && { stopSequences }) },
  maxSteps: 2,
  ...more,
})
const withTool = (calls) => agent(place.tools, { [asked.tool.name]: weather(calls) })
const ask = (turns, more) => agent().generate(modelMessages(turns), settings(more))
const inOrder = (calls) => calls.toSorted((one, other) => (one.input?.city < other.input?.city ? -1 : 1))

const called = async (toolChoice, turns) => {
  const calls = []
  await withTool(calls).generate(modelMessages(turns), settings({ toolChoice, maxSteps: 1 }))
  return calls.map(({ name }) => name)
}
const counts = ({ inputTokens = null, outputTokens = null, totalTokens = null }) => [
  inputTokens,
  outputTokens,
  totalTokens,
]

await drive('@mastra/core', {
  text: async () => (await ask(asked.repeat)).text,
  stream: async () => {
    let text = ''
    for await (const part of (await agent().stream(modelMessages(asked.repeat), settings())).fullStream) {
      if (part.type === 'error') throw part.payload.error
      if (part.type === 'text-delta') text += part.payload.text
    }
    return text
  },
  tools: async () => {
    const calls = []
    return {
      text: (await withTool(calls).generate(modelMessages(asked.weather), settings())).text,
      calls: inOrder(calls),
    }
  },
  'streamed tools': async () => {
    const calls = []
    const result = await withTool(calls).stream(modelMessages(asked.weather), settings())
    return { text: await result.text, calls: inOrder(calls) }
  },
  object: async () => (await ask(asked.place, { structuredOutput: { schema } })).object,
  'streamed object': async () =>
    (await agent().stream(modelMessages(asked.place), settings({ structuredOutput: { schema } }))).object,
  usage: async () => counts((await ask(asked.repeat)).totalUsage),
  'forced tool': async () => [
    await called('required', asked.greeting),
    await called({ type: 'tool', toolName: asked.tool.name }, asked.greeting),
  ],
  'no tool': () => called('none', asked.weather),
  stop: async () => (await ask(asked.count, { stopSequences: [asked.stop] })).text,
  cap: async () => {
    const { text, finishReason } = await ask(asked.count, { maxOutputTokens: asked.shortCap })
    return [text, finishReason]
  },
  error: () =>
    unknownModel(agent(asked.unknownModel).generate(modelMessages(asked.greeting), settings()), (error) =>
      [400, 404].includes(error.statusCode),
    ),
})
