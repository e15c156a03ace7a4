import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError, embedMany, generateText, isStepCount, Output, streamText, tool } from 'ai'
import { z } from 'zod'
import { asked, drive, modelMessages, place, unknownModel } from '../contract.mjs'

/** `createOpenAI` speaks the Responses API unless told otherwise; the other as its documentation sets it up. */
const speaksResponses = process.argv[2] === 'responses'
const { baseURL, apiKey } = place
const provider = speaksResponses
  ? createOpenAI({ baseURL, apiKey })
  : createOpenAICompatible({ name: 'server', baseURL, apiKey, includeUsage: true, supportsStructuredOutputs: true })

// As an app writes them. They say the same as the JSON schemas in `asked`.
const output = Output.object({ schema: z.object({ city: z.string(), country: z.string() }) })
const declared = (calls = []) => ({
  [asked.tool.name]: tool({
    description: asked.tool.description,
    inputSchema: z.object({ city: z.string() }),
    execute: (input) => {
      calls.push({ name: asked.tool.name, input })
      return asked.tool.result
    },
  }),
})

const request = (turns, id = place.chat) => ({
  model: provider(id),
  messages: modelMessages(turns),
  maxOutputTokens: asked.cap,
  temperature: 0,
  maxRetries: 0,
})
const ask = (turns, more = {}) => generateText({ ...request(turns), ...more })
const stream = (turns, more = {}) => streamText({ ...request(turns), ...more, onError: () => {} })
const consumed = async (result) => {
  await result.consumeStream({
    onError: (error) => {
      throw error
    },
  })
  return result
}
const withTools = (calls) => ({ model: provider(place.tools), tools: declared(calls), stopWhen: isStepCount(2) })
const called = async (toolChoice, turns) =>
  (await ask(turns, { model: provider(place.tools), tools: declared(), toolChoice })).toolCalls.map(
    ({ toolName }) => toolName,
  )
const counts = ({ inputTokens = null, outputTokens = null, totalTokens = null }) => [
  inputTokens,
  outputTokens,
  totalTokens,
]

const flows = {
  text: async () => (await ask(asked.repeat)).text,
  stream: async () => {
    let text = ''
    for await (const part of stream(asked.repeat).fullStream) {
      if (part.type === 'error') throw part.error
      if (part.type === 'text-delta') text += part.text
    }
    return text
  },
  tools: async () => {
    const calls = []
    return { text: (await ask(asked.weather, withTools(calls))).text, calls }
  },
  'streamed tools': async () => {
    const calls = []
    return { text: await (await consumed(stream(asked.weather, withTools(calls)))).text, calls }
  },
  object: async () => (await ask(asked.place, { output })).output,
  'streamed object': async () => (await consumed(stream(asked.place, { output }))).output,
  embeddings: async () =>
    (await embedMany({ model: provider.embeddingModel(place.embedding), values: asked.embedded, maxRetries: 0 }))
      .embeddings,
  usage: async () => counts((await ask(asked.repeat)).usage),
  'streamed usage': async () => counts(await stream(asked.repeat).usage),
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
    unknownModel(
      ask(asked.greeting, { model: provider(asked.unknownModel) }),
      (error) => APICallError.isInstance(error) && [400, 404].includes(error.statusCode),
    ),
}
// Stop sequences are left out of requests to the Responses API.
if (speaksResponses) delete flows.stop
await drive(speaksResponses ? '@ai-sdk/openai' : '@ai-sdk/openai-compatible', flows)
