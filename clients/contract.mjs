import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** The conversations, the tool and the schema that all drivers share. */
export const asked = JSON.parse(readFileSync(process.env.ASKED, 'utf8'))

/** Where the client is pointed at, and with which models. */
export const place = {
  baseURL: process.env.BASE_URL,
  apiKey: process.env.API_KEY,
  chat: process.env.CHAT_MODEL,
  tools: process.env.TOOLS_MODEL,
  embedding: process.env.EMBEDDING_MODEL,
}

/** The version of an installed package. */
export const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version

/** For the flow `error`: true for an error of the type to catch that names the model. Any other is thrown, as it shows more. */
export async function unknownModel(asking, isRight) {
  const error = await asking.then(
    () => null,
    (thrown) => thrown,
  )
  if (error === null) return false
  if (isRight(error) && error.message.includes(asked.unknownModel)) return true
  throw error
}

/** A conversation in the form of the Vercel AI SDK, which Mastra takes as well. */
export const modelMessages = (turns) =>
  turns.flatMap((turn) =>
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

/** Says that the driver is ready, and runs the flow of each line until there are no more. */
export async function drive(client, flows, version = versionOf(client)) {
  const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)
  // Standard output is for the contract. A client that logs, or leaves a promise alone, does not end the driver.
  console.log = console.info = console.debug = console.error
  process.on('unhandledRejection', (error) => console.error('unhandled', error))
  process.on('uncaughtException', (error) => console.error('uncaught', error))
  say({ client, version, flows: Object.keys(flows) })
  for await (const line of createInterface({ input: process.stdin })) {
    const { flow } = JSON.parse(line)
    say(await outcomeOf(flows[flow]))
  }
  process.exit(0)
}

async function outcomeOf(flow) {
  try {
    return { gave: (await flow()) ?? null }
  } catch (error) {
    return { threw: error instanceof Error ? `${error.name}: ${error.message}` : `not an error: ${String(error)}` }
  }
}
