import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import {
  APICallError,
  embedMany,
  generateText,
  isStepCount,
  Output,
  streamText,
  tool,
  type EmbeddingModel,
  type LanguageModel,
  type ModelMessage,
} from 'ai'
import { CAP, COUNT, EMBEDDED, GREETING, OBJECT, PLACE, REPEAT, TOOL, WEATHER, type Turn } from '../asked.ts'
import type { Client, FlowName, Flow, Place, ToolCall } from '../client.ts'

const messages = (turns: readonly Turn[]): ModelMessage[] =>
  turns.flatMap((turn): ModelMessage[] =>
    turn.said === 'calls'
      ? [
          {
            role: 'assistant',
            content: turn.calls.map(({ id, name, input }) => ({
              type: 'tool-call',
              toolCallId: id,
              toolName: name,
              input,
            })),
          },
          {
            role: 'tool',
            content: turn.calls.map(({ id, name, result }) => ({
              type: 'tool-result',
              toolCallId: id,
              toolName: name,
              output: { type: 'text', value: result },
            })),
          },
        ]
      : [{ role: turn.said, content: turn.text }],
  )

/** What differs between the providers of the SDK. */
interface Provider {
  chat: (place: Place, id: string) => LanguageModel
  embedding: (place: Place) => EmbeddingModel
}

const declared = (calls: ToolCall[] = []) => ({
  [TOOL.name]: tool({
    description: TOOL.description,
    inputSchema: TOOL.input,
    execute: (input) => {
      calls.push({ name: TOOL.name, input })
      return TOOL.result
    },
  }),
})

function flows({ chat, embedding }: Provider): Record<FlowName, Flow> {
  const asked = (place: Place, turns: readonly Turn[], id = place.chat) => ({
    model: chat(place, id),
    messages: messages(turns),
    maxOutputTokens: CAP,
    temperature: 0,
    maxRetries: 0,
  })
  const streamed = (options: Parameters<typeof streamText>[0]) => streamText({ ...options, onError: () => {} })
  const called = async (
    place: Place,
    toolChoice: 'required' | 'none' | { type: 'tool'; toolName: typeof TOOL.name },
    turns: readonly Turn[],
  ) =>
    (await generateText({ ...asked(place, turns, place.tools), tools: declared(), toolChoice })).toolCalls.map(
      ({ toolName }) => toolName,
    )
  return {
    text: async (place) => (await generateText(asked(place, REPEAT))).text,
    stream: async (place) => {
      const result = streamed(asked(place, REPEAT))
      let text = ''
      for await (const part of result.fullStream) {
        if (part.type === 'error') throw part.error
        if (part.type === 'text-delta') text += part.text
      }
      return text
    },
    tools: async (place) => {
      const calls: ToolCall[] = []
      const { text } = await generateText({
        ...asked(place, WEATHER, place.tools),
        tools: declared(calls),
        stopWhen: isStepCount(2),
      })
      return { text, calls }
    },
    'streamed tools': async (place) => {
      const calls: ToolCall[] = []
      const result = streamed({
        ...asked(place, WEATHER, place.tools),
        tools: declared(calls),
        stopWhen: isStepCount(2),
      })
      await result.consumeStream({
        onError: (error) => {
          throw error
        },
      })
      return { text: await result.text, calls }
    },
    object: async (place) =>
      (await generateText({ ...asked(place, PLACE), output: Output.object({ schema: OBJECT }) })).output,
    'streamed object': async (place) => {
      const result = streamed({ ...asked(place, PLACE), output: Output.object({ schema: OBJECT }) })
      await result.consumeStream({
        onError: (error) => {
          throw error
        },
      })
      return result.output
    },
    embeddings: async (place) =>
      (await embedMany({ model: embedding(place), values: EMBEDDED, maxRetries: 0 })).embeddings,
    usage: async (place) => counts((await generateText(asked(place, REPEAT))).usage),
    'streamed usage': async (place) => counts(await streamed(asked(place, REPEAT)).usage),
    'forced tool': async (place) => [
      await called(place, 'required', GREETING),
      await called(place, { type: 'tool', toolName: TOOL.name }, GREETING),
    ],
    'no tool': (place) => called(place, 'none', WEATHER),
    stop: async (place) => (await generateText({ ...asked(place, COUNT), stopSequences: ['5'] })).text,
    cap: async (place) =>
      (({ text, finishReason }) => [text, finishReason])(
        await generateText({ ...asked(place, COUNT), maxOutputTokens: 16 }),
      ),
    error: async (place) => {
      const error: unknown = await generateText(asked({ ...place, chat: 'no-such-model' }, GREETING)).catch(
        (thrown: unknown) => thrown,
      )
      return (
        APICallError.isInstance(error) &&
        [400, 404].includes(error.statusCode ?? 0) &&
        /no-such-model/.test(error.message)
      )
    },
  }
}

const counts = ({
  inputTokens,
  outputTokens,
}: {
  inputTokens: number | undefined
  outputTokens: number | undefined
}) => [inputTokens ?? null, outputTokens ?? null]

const compatible = (options: { includeUsage?: boolean; supportsStructuredOutputs?: boolean }): Provider => {
  const open = ({ baseURL, apiKey }: Place) => createOpenAICompatible({ name: 'server', baseURL, apiKey, ...options })
  return { chat: (place, id) => open(place)(id), embedding: (place) => open(place).embeddingModel(place.embedding) }
}
const openai: Provider = (() => {
  const open = ({ baseURL, apiKey }: Place) => createOpenAI({ baseURL, apiKey })
  return { chat: (place, id) => open(place)(id), embedding: (place) => open(place).embedding(place.embedding) }
})()

/** `createOpenAICompatible` as its documentation sets it up. */
export const aiSdk: Client = {
  profile: 'vercel-ai-sdk',
  package: '@ai-sdk/openai-compatible',
  flows: flows(compatible({ includeUsage: true, supportsStructuredOutputs: true })),
}
/** `createOpenAI`, whose models speak the Responses API unless told otherwise; stop sequences it leaves out. */
const { stop: _, ...responseFlows } = flows(openai)
export const aiSdkResponses: Client = {
  profile: 'vercel-ai-sdk-responses',
  package: '@ai-sdk/openai',
  flows: responseFlows,
}
