import type OpenAI from 'openai'

/** The flows of the SDK that a step can go through, by what an app would call. */
export type SdkCall =
  /** A chat completion: awaited, iterated as a stream, put together by the `stream` helper, parsed against its schema, or with its tools run. */
  | 'create'
  | 'iterate'
  | 'stream-helper'
  | 'parse'
  | 'parse-stream'
  | 'run-tools'
  /** Embeddings: the SDK asks for base64 and decodes it, unless the body names a format. */
  | 'embeddings'
  | 'complete'
  | 'complete-iterate'
  | 'respond'
  | 'respond-iterate'
  | 'respond-stream-helper'
  | 'respond-parse'
  | 'list-models'
  | 'retrieve-model'

/** Turns of the tool loop: a small model would never end it. */
const MOST_TURNS = 2

/** The most requests that one call of the SDK sends. */
export const mostRequests = (call: SdkCall): number => (call === 'run-tools' ? MOST_TURNS : 1)

/** What a tool of the `run-tools` flow gives back, whatever it is called with. */
export const TOOL_RESULT = '21 degrees and sunny'

type Perform = (client: OpenAI, body: object) => Promise<unknown>
type Chat = OpenAI.ChatCompletionCreateParamsNonStreaming
type Text = OpenAI.CompletionCreateParamsNonStreaming
type Respond = OpenAI.Responses.ResponseCreateParamsNonStreaming

/** How each flow is performed. The body is a step's, with the model's name in it. */
export const calls: Record<SdkCall, Perform> = {
  create: (client, body) => client.chat.completions.create({ ...(body as Chat), stream: false }),
  iterate: async (client, body) => all(await client.chat.completions.create({ ...(body as Chat), stream: true })),
  'stream-helper': (client, body) =>
    client.chat.completions.stream({ ...(body as Chat), stream: true }).finalChatCompletion(),
  parse: async (client, body) => client.chat.completions.parse({ ...(await parseable(body as Chat)), stream: false }),
  'parse-stream': async (client, body) =>
    client.chat.completions.stream({ ...(await parseable(body as Chat)), stream: true }).finalChatCompletion(),
  'run-tools': runTools,
  embeddings: (client, body) => client.embeddings.create(body as OpenAI.EmbeddingCreateParams),
  complete: (client, body) => client.completions.create({ ...(body as Text), stream: false }),
  'complete-iterate': async (client, body) => all(await client.completions.create({ ...(body as Text), stream: true })),
  respond: (client, body) => client.responses.create({ ...(body as Respond), stream: false }),
  'respond-iterate': async (client, body) => all(await client.responses.create({ ...(body as Respond), stream: true })),
  'respond-stream-helper': (client, body) => client.responses.stream(body).finalResponse(),
  'respond-parse': async (client, body) => client.responses.parse(await parseableText(body as Respond)),
  'list-models': (client) => all(client.models.list()),
  'retrieve-model': (client, body) => client.models.retrieve((body as Chat).model),
}

async function all(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = []
  for await (const item of stream) items.push(item)
  return items
}

/** The request with its JSON schema marked, so that the SDK parses what comes back as it does for a schema library. */
async function parseable(body: Chat): Promise<Chat> {
  const { makeParseableResponseFormat } = await import('openai/lib/parser')
  const format = body.response_format
  return format?.type === 'json_schema'
    ? { ...body, response_format: makeParseableResponseFormat(format, JSON.parse) }
    : body
}

async function parseableText(body: Respond): Promise<Respond> {
  const { makeParseableTextFormat } = await import('openai/lib/parser')
  const format = body.text?.format
  return format?.type === 'json_schema'
    ? { ...body, text: { ...body.text, format: makeParseableTextFormat(format, JSON.parse) } }
    : body
}

const readArguments = (text: string): object => JSON.parse(text) as object

/** Runs the loop of `runTools`: the model calls, the tool answers, the model goes on. Gives the messages it added and the final text. */
async function runTools(client: OpenAI, body: object): Promise<unknown> {
  const { tools = [], ...rest } = body as Chat
  const given = rest.messages.length
  const runnable = tools.flatMap((tool) =>
    tool.type === 'function'
      ? [
          {
            type: 'function' as const,
            function: {
              name: tool.function.name,
              parameters: tool.function.parameters ?? {},
              description: tool.function.description ?? '',
              parse: readArguments,
              function: () => TOOL_RESULT,
            },
          },
        ]
      : [],
  )
  const runner = client.chat.completions.runTools(
    { ...rest, stream: false, tools: runnable },
    { maxChatCompletions: MOST_TURNS },
  )
  const text = await runner.finalContent().catch((error: unknown) => {
    // The limit of turns ends a loop that a small model never would; whatever the server answered is the caller's to catch.
    const fromServer = typeof error === 'object' && error !== null && 'status' in error
    if (fromServer || runner.messages.length < given + 2) throw error
    return null
  })
  return { text, messages: runner.messages.slice(given) }
}
