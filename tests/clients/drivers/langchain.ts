import { AIMessage, HumanMessage, ToolMessage, type BaseMessage, type AIMessageChunk } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI, OpenAIEmbeddings, type ChatOpenAIFields } from '@langchain/openai'
import { CAP, COUNT, EMBEDDED, GREETING, OBJECT, PLACE, REPEAT, TOOL, WEATHER, type Turn } from '../asked.ts'
import type { Client, Flow, FlowName, Place, ToolCall } from '../client.ts'

const messages = (turns: readonly Turn[]): BaseMessage[] =>
  turns.flatMap((turn): BaseMessage[] => {
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

type Settings = Partial<ChatOpenAIFields>

function flows(settings: Settings): Record<FlowName, Flow> {
  const open = ({ baseURL, apiKey, chat }: Place, more: Settings = {}): ChatOpenAI =>
    new ChatOpenAI({
      model: chat,
      apiKey,
      configuration: { baseURL, logLevel: 'off' },
      maxRetries: 0,
      temperature: 0,
      maxTokens: CAP,
      ...settings,
      ...more,
    })
  const withTools = (place: Place) => ({ ...place, chat: place.tools })
  const called = async (place: Place, choice: string, turns: readonly Turn[]) =>
    (
      (
        await open(withTools(place))
          .bindTools([weather([])], { tool_choice: choice })
          .invoke(messages(turns))
      ).tool_calls ?? []
    ).map(({ name }) => name)
  const collected = async (stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk | undefined> => {
    let whole: AIMessageChunk | undefined
    for await (const chunk of stream) whole = whole ? whole.concat(chunk) : chunk
    return whole
  }
  const loop = async (
    place: Place,
    answer: (
      history: BaseMessage[],
      model: ReturnType<ChatOpenAI['bindTools']>,
    ) => Promise<AIMessage | AIMessageChunk | undefined>,
  ) => {
    const calls: ToolCall[] = []
    const getWeather = weather(calls)
    const model = open(withTools(place)).bindTools([getWeather])
    const history = messages(WEATHER)
    const first = await answer(history, model)
    if (!first) return null
    const results = await Promise.all(
      (first.tool_calls ?? []).map((call) => getWeather.invoke({ ...call, type: 'tool_call' })),
    )
    return { text: (await answer([...history, first, ...results], model))?.text, calls }
  }
  return {
    text: async (place) => (await open(place).invoke(messages(REPEAT))).text,
    stream: async (place) => (await collected(await open(place).stream(messages(REPEAT))))?.text,
    tools: (place) => loop(place, (history, model) => model.invoke(history)),
    'streamed tools': (place) => loop(place, async (history, model) => collected(await model.stream(history))),
    object: (place) => open(place).withStructuredOutput(OBJECT, { name: 'place' }).invoke(messages(PLACE)),
    'streamed object': async (place) => {
      let last: unknown
      for await (const part of await open(place)
        .withStructuredOutput(OBJECT, { name: 'place' })
        .stream(messages(PLACE)))
        last = part
      return last
    },
    embeddings: ({ baseURL, apiKey, embedding }) =>
      new OpenAIEmbeddings({
        model: embedding,
        apiKey,
        configuration: { baseURL, logLevel: 'off' },
        maxRetries: 0,
      }).embedDocuments(EMBEDDED),
    usage: async (place) => counts((await open(place).invoke(messages(REPEAT))).usage_metadata),
    'streamed usage': async (place) =>
      counts((await collected(await open(place).stream(messages(REPEAT))))?.usage_metadata),
    'forced tool': async (place) => [
      await called(place, 'required', GREETING),
      await called(place, TOOL.name, GREETING),
    ],
    'no tool': (place) => called(place, 'none', WEATHER),
    stop: async (place) => (await open(place, { stop: ['5'] }).invoke(messages(COUNT))).text,
    cap: async (place) =>
      (({ text, response_metadata: told }) => [text, told['finish_reason']])(
        await open(place, { maxTokens: 16 }).invoke(messages(COUNT)),
      ),
    error: async (place) => {
      const error: unknown = await open({ ...place, chat: 'no-such-model' })
        .invoke(messages(GREETING))
        .catch((thrown: unknown) => thrown)
      return error instanceof Error && 'status' in error && error.status === 404 && /no-such-model/.test(error.message)
    },
  }
}

const weather = (calls: ToolCall[]) =>
  tool(
    (input) => {
      calls.push({ name: TOOL.name, input })
      return TOOL.result
    },
    { name: TOOL.name, description: TOOL.description, schema: TOOL.input },
  )

const counts = (usage: { input_tokens: number; output_tokens: number; total_tokens: number } | undefined) =>
  usage && [usage.input_tokens, usage.output_tokens, usage.total_tokens]

export const langchain: Client = { profile: 'langchain-js', package: '@langchain/openai', flows: flows({}) }
