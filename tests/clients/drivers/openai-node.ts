import OpenAI, { NotFoundError } from 'openai'
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import { CAP, COUNT, EMBEDDED, GREETING, OBJECT, PLACE, REPEAT, TOOL, WEATHER, type Turn } from '../asked.ts'
import type { Client, Place, ToolCall } from '../client.ts'

type Message = OpenAI.ChatCompletionMessageParam
const open = ({ baseURL, apiKey }: Place): OpenAI => new OpenAI({ baseURL, apiKey, maxRetries: 0, logLevel: 'off' })

const messages = (turns: readonly Turn[]): Message[] =>
  turns.flatMap((turn): Message[] =>
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
          ...turn.calls.map(({ id, result }): Message => ({ role: 'tool', tool_call_id: id, content: result })),
        ]
      : [{ role: turn.said, content: turn.text }],
  )

const same = { temperature: 0, max_tokens: CAP }
const tool = {
  type: 'function' as const,
  function: { name: TOOL.name, description: TOOL.description, parameters: z.toJSONSchema(TOOL.input) },
}

const ask = (place: Place, turns: readonly Turn[], more: object = {}) =>
  open(place).chat.completions.create({ model: place.chat, messages: messages(turns), ...same, ...more, stream: false })
const called = async (place: Place, choice: OpenAI.ChatCompletionToolChoiceOption, turns: readonly Turn[]) =>
  (
    (await ask(place, turns, { model: place.tools, tools: [tool], tool_choice: choice })).choices[0]?.message
      .tool_calls ?? []
  ).map((call) => (call.type === 'function' ? call.function.name : null))

const objectAsked = (place: Place) => ({
  model: place.chat,
  messages: messages(PLACE),
  ...same,
  response_format: zodResponseFormat(OBJECT, 'place'),
})

async function toolLoop(place: Place, stream: boolean): Promise<unknown> {
  const calls: ToolCall[] = []
  const runnable = zodFunction({
    name: TOOL.name,
    description: TOOL.description,
    parameters: TOOL.input,
    function: (input) => {
      calls.push({ name: TOOL.name, input })
      return TOOL.result
    },
  })
  const asked = { model: place.tools, messages: messages(WEATHER), ...same, tools: [runnable] }
  const { completions } = open(place).chat
  const runner = stream
    ? completions.runTools({ ...asked, stream: true }, { maxChatCompletions: 2 })
    : completions.runTools({ ...asked, stream: false }, { maxChatCompletions: 2 })
  return { text: await runner.finalContent(), calls }
}

export const openaiNode: Client = {
  profile: 'openai-node',
  package: 'openai',
  flows: {
    text: async (place) => (await ask(place, REPEAT)).choices[0]?.message.content,
    stream: async (place) => {
      const client = open(place)
      let text = ''
      for await (const chunk of await client.chat.completions.create({
        model: place.chat,
        messages: messages(REPEAT),
        ...same,
        stream: true,
      }))
        text += chunk.choices[0]?.delta.content ?? ''
      return {
        iterated: text,
        helper: await client.chat.completions
          .stream({ model: place.chat, messages: messages(REPEAT), ...same })
          .finalContent(),
      }
    },
    tools: (place) => toolLoop(place, false),
    'streamed tools': (place) => toolLoop(place, true),
    object: async (place) => (await open(place).chat.completions.parse(objectAsked(place))).choices[0]?.message.parsed,
    'streamed object': async (place) =>
      (await open(place).chat.completions.stream(objectAsked(place)).finalChatCompletion()).choices[0]?.message.parsed,
    embeddings: async (place) =>
      (await open(place).embeddings.create({ model: place.embedding, input: EMBEDDED })).data.map(
        ({ embedding }) => embedding,
      ),
    usage: async (place) => counts((await ask(place, REPEAT)).usage),
    'streamed usage': async (place) => {
      let usage: OpenAI.CompletionUsage | null | undefined
      for await (const chunk of await open(place).chat.completions.create({
        model: place.chat,
        messages: messages(REPEAT),
        ...same,
        stream: true,
        stream_options: { include_usage: true },
      }))
        usage = chunk.usage ?? usage
      const helper = open(place).chat.completions.stream({
        model: place.chat,
        messages: messages(REPEAT),
        ...same,
        stream_options: { include_usage: true },
      })
      return [counts(usage), counts(await helper.totalUsage())]
    },
    'forced tool': async (place) => [
      await called(place, 'required', GREETING),
      await called(place, { type: 'function', function: { name: TOOL.name } }, GREETING),
    ],
    'no tool': (place) => called(place, 'none', WEATHER),
    stop: async (place) => (await ask(place, COUNT, { stop: ['5'] })).choices[0]?.message.content,
    cap: async (place) =>
      (({ choices: [choice] }) => [choice?.message.content, choice?.finish_reason])(
        await ask(place, COUNT, { max_tokens: 16 }),
      ),
    error: async (place) => {
      const error: unknown = await ask({ ...place, chat: 'no-such-model' }, GREETING).catch((thrown: unknown) => thrown)
      return error instanceof NotFoundError && /no-such-model/.test(error.message)
    },
  },
}

const counts = (usage: OpenAI.CompletionUsage | null | undefined) =>
  usage && [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens]
