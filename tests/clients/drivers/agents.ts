import { Agent, OpenAIProvider, Runner, tool, type AgentInputItem, type ModelSettings } from '@openai/agents'
import OpenAI, { APIError } from 'openai'
import { CAP, COUNT, GREETING, OBJECT, PLACE, REPEAT, TOOL, WEATHER, type Turn } from '../asked.ts'
import type { Client, Flow, FlowName, Place, ToolCall } from '../client.ts'

const items = (turns: readonly Turn[]): AgentInputItem[] =>
  turns.flatMap((turn): AgentInputItem[] => {
    if (turn.said === 'user') return [{ role: 'user', content: turn.text }]
    if (turn.said === 'assistant')
      return [{ role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: turn.text }] }]
    return [
      ...turn.calls.map(({ id, name, input }): AgentInputItem => ({
        type: 'function_call',
        callId: id,
        name,
        arguments: JSON.stringify(input),
      })),
      ...turn.calls.map(({ id, name, result }): AgentInputItem => ({
        type: 'function_call_result',
        callId: id,
        name,
        status: 'completed',
        output: result,
      })),
    ]
  })

function flows(useResponses: boolean): Partial<Record<FlowName, Flow>> {
  const runner = ({ baseURL, apiKey }: Place): Runner =>
    new Runner({
      modelProvider: new OpenAIProvider({
        openAIClient: new OpenAI({ baseURL, apiKey, maxRetries: 0, logLevel: 'off' }),
        useResponses,
      }),
      // Traces would go to OpenAI.
      tracingDisabled: true,
    })
  const agent = (model: string, modelSettings: ModelSettings = {}, more: object = {}) =>
    new Agent({ name: 'Agent', model, modelSettings: { temperature: 0, maxTokens: CAP, ...modelSettings }, ...more })
  const run = (place: Place, turns: readonly Turn[], modelSettings: ModelSettings = {}) =>
    runner(place).run(agent(place.chat, modelSettings), items(turns))
  const streamed = async (place: Place, of: Agent, turns: readonly Turn[]) => {
    const result = await runner(place).run(of, items(turns), { stream: true, maxTurns: 2 })
    let text = ''
    for await (const event of result)
      if (event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta') text += event.data.delta
    await result.completed
    return { text, final: result.finalOutput, usage: counts(result.rawResponses) }
  }
  const called = async (place: Place, toolChoice: string, turns: readonly Turn[]) => {
    const calls: ToolCall[] = []
    const of = agent(place.tools, { toolChoice }, { tools: [weather(calls)], toolUseBehavior: 'stop_on_first_tool' })
    await runner(place).run(of, items(turns), { maxTurns: 1 })
    return calls.map(({ name }) => name)
  }
  return {
    text: async (place) => (await run(place, REPEAT)).finalOutput,
    stream: async (place) => {
      const { text, final } = await streamed(place, agent(place.chat), REPEAT)
      return { text, final }
    },
    tools: async (place) => {
      const calls: ToolCall[] = []
      const result = await runner(place).run(agent(place.tools, {}, { tools: [weather(calls)] }), items(WEATHER), {
        maxTurns: 2,
      })
      return { text: result.finalOutput, calls }
    },
    'streamed tools': async (place) => {
      const calls: ToolCall[] = []
      const { text, final } = await streamed(place, agent(place.tools, {}, { tools: [weather(calls)] }), WEATHER)
      return { text, final, calls }
    },
    object: async (place) =>
      (await runner(place).run(agent(place.chat, {}, { outputType: OBJECT }), items(PLACE))).finalOutput,
    'streamed object': async (place) => {
      const result = await runner(place).run(agent(place.chat, {}, { outputType: OBJECT }), items(PLACE), {
        stream: true,
      })
      await result.completed
      return result.finalOutput
    },
    usage: async (place) => counts((await run(place, REPEAT)).rawResponses),
    'streamed usage': async (place) => (await streamed(place, agent(place.chat), REPEAT)).usage,
    'forced tool': async (place) => [
      await called(place, 'required', GREETING),
      await called(place, TOOL.name, GREETING),
    ],
    'no tool': (place) => called(place, 'none', WEATHER),
    cap: async (place) => (await run(place, COUNT, { maxTokens: 16 })).finalOutput,
    error: async (place) => {
      const error: unknown = await run({ ...place, chat: 'no-such-model' }, GREETING).catch((thrown: unknown) => thrown)
      return error instanceof APIError && [400, 404].includes(error.status) && /no-such-model/.test(error.message)
    },
  }
}

const weather = (calls: ToolCall[]) =>
  tool({
    name: TOOL.name,
    description: TOOL.description,
    parameters: TOOL.input,
    execute: (input) => {
      calls.push({ name: TOOL.name, input })
      return TOOL.result
    },
  })

const counts = (responses: readonly { usage: { inputTokens: number; outputTokens: number; totalTokens: number } }[]) =>
  responses.map(({ usage }) => [usage.inputTokens, usage.outputTokens, usage.totalTokens])

export const agents: Client = { profile: 'openai-agents-js', package: '@openai/agents', flows: flows(false) }
/** An answer that reaches the limit, and says so, ends the run in an error: no flow to hold a server to. */
const { cap: _, ...responseFlows } = flows(true)
export const agentsResponses: Client = {
  profile: 'openai-agents-js-responses',
  package: '@openai/agents',
  flows: responseFlows,
}
