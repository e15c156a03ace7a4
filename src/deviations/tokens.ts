import { objects, textOf, type ChatRequest, type JsonObject } from './server-reply.ts'

/**
 * Words with the space before them, digits one by one, marks one by one: about what a real tokenizer does to short
 * texts.
 */
const TOKEN = /\s?\p{L}{1,7}|\s?\d|\s?[^\s\p{L}\d]\p{M}*|\s/gu

/** The tokens of a text; joined they give the text again. */
export const tokensOf = (text: string): string[] => text.match(TOKEN) ?? []

/** Tokens every message takes for its role and borders, and every answer for its opening. */
const MESSAGE_OVERHEAD = 4
const PRIMING = 3

/** All text of a message's content; parts are one text. */
export function contentText(message: JsonObject): string {
  const { content } = message
  if (typeof content === 'string') return content
  return objects(content)
    .map((part) => textOf(part['text']) || textOf(part['refusal']))
    .join('')
}

/** What the whole request costs: every message, earlier calls, and the declared tools. */
export function promptTokens(request: ChatRequest): number {
  const messages = request.messages.reduce((sum, message) => sum + MESSAGE_OVERHEAD + messageTokens(message), PRIMING)
  return (
    messages +
    [...objects(request['tools']), ...objects(request['functions'])].reduce(
      (sum, tool) => sum + tokensOf(JSON.stringify(tool['function'] ?? tool)).length,
      0,
    )
  )
}

function messageTokens(message: JsonObject): number {
  const calls = objects(message['tool_calls']).map((call) => JSON.stringify(call['function'] ?? null))
  return [contentText(message), textOf(message['name']), ...calls].reduce((sum, text) => sum + tokensOf(text).length, 0)
}
