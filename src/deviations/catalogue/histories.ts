import { misread } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { inInput, read } from '../response-requests.ts'
import type { JsonObject } from '../server-reply.ts'

const isResult = ({ role }: JsonObject): boolean => role === 'tool'
const isOutput = ({ type }: JsonObject): boolean => type === 'function_call_output'
const isInstruction = ({ role }: JsonObject): boolean => role === 'system' || role === 'developer'

/** Empties the results that have another one before them, or after them. */
const emptied =
  (is: (item: JsonObject) => boolean, neighbour: -1 | 1, key: 'content' | 'output') =>
  (items: JsonObject[]): JsonObject[] =>
    items.map((item, at) => (is(item) && is(items[at + neighbour] ?? {}) ? { ...item, [key]: '' } : item))

/** Without what was called before the last question. */
const withoutEarlier =
  (isOfTools: (item: JsonObject) => boolean) =>
  (items: JsonObject[]): JsonObject[] => {
    const question = items.findLastIndex(({ role }) => role === 'user')
    return items.filter((item, at) => at >= question || !isOfTools(item))
  }

const instructionsOf = new Map<string, string>()

/** Faults of servers that lose a part of the conversation, or keep what was to be left out. */
export const deviations: Deviation[] = [
  {
    name: 'system-gone-in-long-conversations',
    about: 'the system message is dropped when there are more than ten messages',
    rules: ['roles/long-conversation/keeps-the-system-message'],
    hooks: misread((messages) =>
      messages.length > 10 ? messages.filter((message) => !isInstruction(message)) : messages,
    ),
  },
  {
    name: 'first-result-only',
    about: 'of several tool results the first reaches the model',
    rules: ['tools/several-results/second-reaches-model'],
    hooks: misread(emptied(isResult, -1, 'content')),
  },
  {
    name: 'last-result-only',
    about: 'of several tool results the last reaches the model',
    rules: ['tools/several-results/first-reaches-model'],
    hooks: misread(emptied(isResult, 1, 'content')),
  },
  {
    name: 'earlier-tool-turns-dropped',
    about: 'what was called before the last question never reaches the model',
    rules: ['tools/several-results/earlier-reaches-model'],
    hooks: misread(withoutEarlier((message) => isResult(message) || 'tool_calls' in message)),
  },
  {
    name: 'responses-first-output-only',
    about: 'of several function call outputs the first reaches the model',
    rules: ['responses/several-results/second-reaches-model'],
    hooks: inInput(emptied(isOutput, -1, 'output')),
  },
  {
    name: 'responses-earlier-calls-dropped',
    about: 'function calls before the last question never reach the model',
    rules: ['responses/several-results/earlier-reaches-model'],
    hooks: inInput(withoutEarlier(({ type }) => String(type).startsWith('function_call'))),
  },
  {
    name: 'responses-instructions-stay',
    about: 'instructions stay in force for the responses that follow',
    rules: ['responses/previous-instructions/do-not-stay'],
    hooks: {
      ...read((body) => {
        const before = instructionsOf.get(String(body['previous_response_id']))
        return before !== undefined && body['instructions'] === undefined ? { ...body, instructions: before } : body
      }),
      responseObject: (response, { instructions }) => {
        if (typeof instructions === 'string') instructionsOf.set(String(response['id']), instructions)
        return response
      },
    },
  },
]
