import { Agent, OpenAIProvider, Runner, tool } from '@openai/agents'
import OpenAI, { APIError } from 'openai'
import { z } from 'zod'
import { asked, drive, place, unknownModel } from '../contract.mjs'

const useResponses = process.argv[2] === 'responses'

const items = (turns) =>
  turns.flatMap((turn) => {
    if (turn.said === 'user') return [{ role: 'user', content: turn.text }]
    if (turn.said === 'assistant')
      return [{ role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: turn.text }] }]
    return [
      ...turn.calls.map(({ id, name, input }) => ({
        type: 'function_call',
        callId: id,
        name,
        arguments: JSON.stringify(input),
      })),
      ...turn.calls.map(({ id, name, result }) => ({
        type: 'function_call_result',
        callId: id,
        name,
        status: 'completed',
        output: result,
      })),
    ]
  })

const { baseURL, apiKey } = place
const openAIClient = new OpenAI({ baseURL, apiKey, maxRetries: 0, logLevel: 'off' })
// Traces would go to OpenAI.
const runner = new Runner({
  modelProvider: new OpenAIProvider({ openAIClient, useResponses }),
  tracingDisabled: true,
})

// As an app writes them. They say the same as the JSON schemas in `asked`.
const outputType = z.object({ city: z.string(), country: z.string() })
const weather = (calls) =>
  tool({
    name: asked.tool.name,
    description: asked.tool.description,
    parameters: z.object({ city: z.string() }),
    execute: (input) => {
      calls.push({ name: asked.tool.name, input })
      return asked.tool.result
    },
  })

const agent = (modelSettings = {}, more = {}) =>
  new Agent({
    name: 'Agent',
    model: place.chat,
    modelSettings: { temperature: 0, maxTokens: asked.cap, ...modelSettings },
    ...more,
  })
const withTools = (calls, modelSettings, more) =>
  agent(modelSettings, { model: place.tools, tools: [weather(calls)], ...more })
const run = (of, turns, more = {}) => runner.run(of, items(turns), { maxTurns: 2, ...more })

async function streamed(of, turns) {
  const result = await run(of, turns, { stream: true })
  let text = ''
  for await (const event of result)
    if (event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta') text += event.data.delta
  await result.completed
  return { text, final: result.finalOutput, usage: counts(result.rawResponses) }
}

async function called(toolChoice, turns) {
  const calls = []
  await run(withTools(calls, { toolChoice }, { toolUseBehavior: 'stop_on_first_tool' }), turns, { maxTurns: 1 })
  return calls.map(({ name }) => name)
}

const counts = (responses) => responses.map(({ usage }) => [usage.inputTokens, usage.outputTokens, usage.totalTokens])

const flows = {
  text: async () => (await run(agent(), asked.repeat)).finalOutput,
  stream: async () => {
    const { text, final } = await streamed(agent(), asked.repeat)
    return { text, final }
  },
  tools: async () => {
    const calls = []
    return { text: (await run(withTools(calls), asked.weather)).finalOutput, calls }
  },
  'streamed tools': async () => {
    const calls = []
    const { text, final } = await streamed(withTools(calls), asked.weather)
    return { text, final, calls }
  },
  object: async () => (await run(agent({}, { outputType }), asked.place)).finalOutput,
  'streamed object': async () => {
    const result = await run(agent({}, { outputType }), asked.place, { stream: true })
    await result.completed
    return result.finalOutput
  },
  usage: async () => counts((await run(agent(), asked.repeat)).rawResponses),
  'streamed usage': async () => (await streamed(agent(), asked.repeat)).usage,
  'forced tool': async () => [await called('required', asked.greeting), await called(asked.tool.name, asked.greeting)],
  'no tool': () => called('none', asked.weather),
  cap: async () => (await run(agent({ maxTokens: asked.shortCap }), asked.count)).finalOutput,
  error: () =>
    unknownModel(
      run(agent({}, { model: asked.unknownModel }), asked.greeting),
      (error) => error instanceof APIError && [400, 404].includes(error.status),
    ),
}
// An answer that reaches the limit, and says so, ends the run in an error: no flow to hold a server to.
if (useResponses) delete flows.cap
await drive('@openai/agents', flows)
