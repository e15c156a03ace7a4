import { inChoices } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { isObject, objects, type ChatRequest, type JsonObject } from '../server-reply.ts'

const isIndented = (text: string): boolean => /\S\n +\S/.test(text)
/** Only texts with indents, so that little else fails. */
const collapsed = (text: string): string => (isIndented(text) ? text.replaceAll(/\s+/g, ' ') : text)

const inAnswers = (streams: boolean): Deviation['hooks'] => ({
  generation: (choice, request: ChatRequest) =>
    choice.text !== null && (request['stream'] === true) === streams
      ? { ...choice, text: collapsed(choice.text) }
      : choice,
})

const inResponses = (streams: boolean): Deviation['hooks'] => ({
  responseObject: (response, request) =>
    (request['stream'] === true) === streams
      ? { ...response, output: objects(response['output']).map(withCollapsed) }
      : response,
})

const withCollapsed = (item: JsonObject): JsonObject =>
  Array.isArray(item['content'])
    ? {
        ...item,
        content: objects(item['content']).map((part) => ({ ...part, text: collapsed(String(part['text'])) })),
      }
    : item

/** Faults of servers that take white space for padding. */
export const deviations: Deviation[] = [
  {
    name: 'indents-lost',
    about: 'runs of white space in a plain answer become one space',
    rules: ['chat/white-space/kept'],
    hooks: inAnswers(false),
  },
  {
    name: 'indents-lost-in-streams',
    about: 'runs of white space in a stream become one space',
    rules: ['chat/white-space/streamed-as-plain'],
    hooks: inAnswers(true),
  },
  {
    name: 'indents-lost-after-tokens',
    about: 'the text is cleaned up after its tokens were listed',
    rules: ['chat/white-space/as-its-tokens'],
    hooks: inChoices((choice, message) => {
      if (isObject(choice['logprobs']) && typeof message['content'] === 'string')
        message['content'] = collapsed(message['content'])
    }),
  },
  {
    name: 'responses-indents-lost',
    about: 'runs of white space in a response become one space',
    rules: ['responses/white-space/kept'],
    hooks: inResponses(false),
  },
  {
    name: 'responses-indents-lost-in-streams',
    about: 'runs of white space in a streamed response become one space',
    rules: ['responses/white-space/kept-in-streams'],
    hooks: inResponses(true),
  },
]
