import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { z } from 'zod'
import { asked, drive, place, unknownModel } from '../contract.mjs'

const messages = (turns) =>
  turns.flatMap((turn) => {
    if (turn.said === 'user') return [new HumanMessage(turn.text)]
    if (turn.said === 'assistant') return [new AIMessage(turn.text)]
    return [
      new AIMessage({
        content: '',
        tool_calls: turn.calls.map(({ id, name, input }) => ({ id, name, args: input, type: 'tool_call' })),
      }),
      ...turn.calls.map(({ id, result }) => new ToolMessage({ tool_call_id: id, content: result })),
    ]
  })

const { baseURL, apiKey } = place
const server = { apiKey, configuration: { baseURL, logLevel: 'off' }, maxRetries: 0 }
const open = (more = {}) =>
  new ChatOpenAI({ model: place.chat, temperature: 0, maxTokens: asked.cap, ...server, ...more })

// As an app writes them. They say the same as the JSON schemas in `asked`.
const Place = z.object({ city: z.string(), country: z.string() })
const weather = (calls = []) =>
  tool(
    (input) => {
      calls.push({ name: asked.tool.name, input })
      return asked.tool.result
    },
    { name: asked.tool.name, description: asked.tool.description, schema: z.object({ city: z.string() }) },
  )

const collected = async (stream) => {
  let whole
  for await (const chunk of stream) whole = whole ? whole.concat(chunk) : chunk
  return whole
}
const called = async (choice, turns) => {
  const model = open({ model: place.tools }).bindTools([weather()], { tool_choice: choice })
  return ((await model.invoke(messages(turns))).tool_calls ?? []).map(({ name }) => name)
}

async function toolLoop(answer) {
  const calls = []
  const getWeather = weather(calls)
  const model = open({ model: place.tools }).bindTools([getWeather])
  const history = messages(asked.weather)
  const first = await answer(model, history)
  if (!first) return null
  const tools = { [getWeather.name]: getWeather }
  const results = await Promise.all(
    (first.tool_calls ?? []).map((call) => tools[call.name].invoke({ ...call, type: 'tool_call' })),
  )
  return { text: (await answer(model, [...history, first, ...results]))?.text, calls }
}

const ofObject = () => open().withStructuredOutput(Place, { name: asked.object.name })
const counts = (usage) => usage && [usage.input_tokens, usage.output_tokens, usage.total_tokens]

await drive('@langchain/openai', {
  text: async () => (await open().invoke(messages(asked.repeat))).text,
  stream: async () => (await collected(await open().stream(messages(asked.repeat))))?.text,
  tools: () => toolLoop((model, history) => model.invoke(history)),
  'streamed tools': () => toolLoop(async (model, history) => collected(await model.stream(history))),
  object: () => ofObject().invoke(messages(asked.place)),
  'streamed object': async () => {
    let last
    for await (const part of await ofObject().stream(messages(asked.place))) last = part
    return last
  },
  embeddings: () => new OpenAIEmbeddings({ model: place.embedding, ...server }).embedDocuments(asked.embedded),
  usage: async () => counts((await open().invoke(messages(asked.repeat))).usage_metadata),
  'streamed usage': async () => counts((await collected(await open().stream(messages(asked.repeat))))?.usage_metadata),
  'forced tool': async () => [await called('required', asked.greeting), await called(asked.tool.name, asked.greeting)],
  'no tool': () => called('none', asked.weather),
  stop: async () => (await open({ stop: [asked.stop] }).invoke(messages(asked.count))).text,
  cap: async () => {
    const { text, response_metadata: told } = await open({ maxTokens: asked.shortCap }).invoke(messages(asked.count))
    return [text, told.finish_reason]
  },
  error: () =>
    unknownModel(
      open({ model: asked.unknownModel }).invoke(messages(asked.greeting)),
      (error) => error instanceof Error && error.status === 404,
    ),
})
