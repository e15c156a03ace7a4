import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import { isTextReply } from './completions.ts'
import { cameWhole, choicesOf, isChatReply } from './pool.ts'
import { asArray, isObject, type JsonObject } from './reply.ts'
import { isWholeResponseStream, itemsOf, responseOf } from './response-stream.ts'
import { responseBodies } from './responses.ts'

/** A text of an answer, where it is, and whether the answer says that it ended by itself. */
export interface Said {
  text: string
  path: string
  ended: boolean
  cut: boolean
}

/** The texts of the choices of a chat answer or a text completion. A choice that calls tools is judged by what it calls. */
function inChoices(one: Observation): Said[] {
  const key = isTextReply(one) ? 'text' : 'message.content'
  return choicesOf(one).flatMap(({ content, finish, toolCalls }, at): Said[] =>
    content && toolCalls.length === 0
      ? [{ text: content, path: `$.choices[${at}].${key}`, ended: finish === 'stop', cut: finish === 'length' }]
      : [],
  )
}

/** Calls that the service answers itself, so that the model goes on in the same response. */
const HOSTED = new Set([
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'image_generation_call',
  'mcp_call',
])

/** The texts of a response. What a model says on its way, before it calls tools, is no answer. */
function inResponse(response: JsonObject): Said[] {
  const items = itemsOf(response)
  const isCall = ({ type }: JsonObject): boolean => String(type).endsWith('_call')
  if (items.some((item) => isCall(item) && !HOSTED.has(String(item['type'])))) return []
  const begin = items.findLastIndex(isCall)
  return items.flatMap((item, at) =>
    at < begin || item['type'] !== 'message' || item['phase'] === 'commentary'
      ? []
      : asArray(item['content']).flatMap((part, place): Said[] =>
          isObject(part) && part['type'] === 'output_text' && typeof part['text'] === 'string' && part['text'] !== ''
            ? [
                {
                  text: part['text'],
                  path: `$.output[${at}].content[${place}].text`,
                  ended: response['status'] === 'completed',
                  cut: response['status'] === 'incomplete',
                },
              ]
            : [],
        ),
  )
}

/** Every text of an answer that came whole, on whichever endpoint. */
export const saidIn = once((one): readonly Said[] => {
  if (isWholeResponseStream(one) || responseBodies(one).length > 0) return inResponse(responseOf(one) ?? {})
  return (isChatReply(one) || isTextReply(one)) && cameWhole(one) ? inChoices(one) : []
})

/** Those of them that ended by themselves. */
export const endedIn = (one: Observation): Said[] => saidIn(one).filter(({ ended }) => ended)
