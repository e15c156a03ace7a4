import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { asStream, renumbered } from '../response-events.ts'
import { fault, has, inInput, items, refusing, tells } from '../response-requests.ts'
import { isObject, objects, type JsonObject } from '../server-reply.ts'

const isReasoning = ({ type }: JsonObject): boolean => type === 'reasoning'
const isCall = ({ type }: JsonObject): boolean => type === 'function_call'
const thinks = ({ output }: JsonObject): boolean => objects(output).some(isReasoning)

/** Changes the reasoning items of responses to requests that meet a condition. */
const inReasoning = (
  change: (item: JsonObject) => JsonObject,
  applies: (request: JsonObject) => boolean = () => true,
): Hooks =>
  tells(({ output }, request) =>
    applies(request) ? { output: objects(output).map((item) => (isReasoning(item) ? change(item) : item)) } : {},
  )

const without = ({ output }: JsonObject): JsonObject[] => objects(output).filter((item) => !isReasoning(item))
const streams = ({ stream }: JsonObject): boolean => stream === true
const plain = (request: JsonObject): boolean => !streams(request)
const textOf = ({ summary }: JsonObject): JsonObject[string] => objects(summary)[0]?.['text'] ?? ''
const hasFormat = ({ text }: JsonObject): boolean => isObject(text) && isObject(text['format'])

/** Puts another text into the message of a response that thought. */
const saying = (change: (said: string) => string, applies: (request: JsonObject) => boolean): Hooks =>
  tells((response, request) =>
    thinks(response) && applies(request)
      ? {
          output: objects(response['output']).map((item) =>
            item['type'] === 'message'
              ? {
                  ...item,
                  content: objects(item['content']).map((part) => ({ ...part, text: change(String(part['text'])) })),
                }
              : item,
          ),
        }
      : {},
  )

const starved = (response: JsonObject): boolean =>
  response['status'] === 'incomplete' && objects(response['output']).every(isReasoning)

const completed = (applies: (request: JsonObject) => boolean): Hooks =>
  tells((response, request) =>
    applies(request) && starved(response) ? { status: 'completed', incomplete_details: null } : {},
  )

/** The end of the reasoning item put after the beginning of the call. */
const lateEnd = asStream((events) => {
  const done = events.findIndex(
    ({ type, item }) => type === 'response.output_item.done' && isObject(item) && isReasoning(item),
  )
  const next = events[done + 1]?.['item']
  if (done < 0 || !isObject(next) || !isCall(next)) return events
  return renumbered([
    ...events.slice(0, done),
    ...events.slice(done + 1, done + 2),
    ...events.slice(done, done + 1),
    ...events.slice(done + 2),
  ])
})

export const deviations: Deviation[] = [
  fault(
    'reasoning-without-id',
    'reasoning items have no id',
    'reasoning-items/id',
    inReasoning((item) => ({ ...item, id: '' })),
  ),
  fault(
    'summary-as-text',
    'the summary is a text',
    'reasoning-items/summary-list',
    inReasoning((item) => ({ ...item, summary: textOf(item) }), plain),
  ),
  fault(
    'summary-absent',
    'reasoning items have no summary',
    'reasoning-items/summary-list',
    inReasoning(({ summary: _summary, ...item }) => item, plain),
  ),
  fault(
    'reasoning-last',
    'the reasoning comes after the answer',
    'reasoning-items/followed',
    tells((response, request) =>
      plain(request) && thinks(response)
        ? { output: [...without(response), ...objects(response['output']).filter(isReasoning)] }
        : {},
    ),
  ),
  fault(
    'think-in-text',
    'the text has a tag of the thoughts left in it',
    'reasoning-items/no-markup',
    saying(
      (said) => `</think>\n\n${said}`,
      (request) => !hasFormat(request),
    ),
  ),
  fault(
    'encrypted-missing',
    '`encrypted_content` is not given',
    'reasoning-encrypted/when-asked',
    inReasoning(({ encrypted_content: _text, ...item }) => item),
  ),
  fault(
    'encrypted-always',
    '`encrypted_content` comes with every item',
    'reasoning-encrypted/only-when-asked',
    inReasoning((item) => ({ encrypted_content: 'gAAAAABo4k1', ...item })),
  ),
  fault(
    'encrypted-readable',
    '`encrypted_content` is the thoughts as they are',
    'reasoning-encrypted/is-opaque',
    inReasoning((item) => ('encrypted_content' in item ? { ...item, encrypted_content: textOf(item) } : item)),
  ),
  fault(
    'encrypted-refused',
    'reasoning items with `encrypted_content` are refused',
    'reasoning-encrypted/goes-back',
    refusing(
      has((item) => isReasoning(item) && 'encrypted_content' in item),
      400,
    ),
  ),
  fault(
    'reasoning-before-call-refused',
    'a reasoning item before a call is refused',
    'reasoning-tools/goes-back',
    refusing(
      (body) => items(body).some((item, at, all) => isReasoning(item) && all[at + 1]?.['type'] === 'function_call'),
      400,
    ),
  ),
  fault(
    'result-after-reasoning-lost',
    'the result of a call that was thought over is dropped',
    'reasoning-tools/result-reaches-model',
    inInput((all) =>
      all.some(isReasoning)
        ? all.map((item) => (item['type'] === 'function_call_output' ? { ...item, output: '' } : item))
        : all,
    ),
  ),
  fault(
    'streamed-call-without-reasoning',
    'a streamed response leaves the reasoning before a call out',
    'reasoning-tools/streamed-thoughts',
    tells((response, request) =>
      streams(request) && objects(response['output']).some(isCall) ? { output: without(response) } : {},
    ),
  ),
  ...[plain, streams].map((applies) =>
    fault(
      `format-after-reasoning-ignored-${applies.name}`,
      'text.format has no effect on what follows thoughts',
      `reasoning-format/${applies === plain ? 'obeys' : 'stream-obeys'}`,
      saying(
        () => 'Hello there.',
        (request) => hasFormat(request) && applies(request),
      ),
    ),
  ),
  ...[plain, streams].map((applies) =>
    fault(
      `starved-completed-${applies.name}`,
      'a response whose limit went into thoughts is completed',
      `reasoning-budget/${applies === plain ? '' : 'streamed-'}starved-is-incomplete`,
      completed(applies),
    ),
  ),
  fault(
    'starved-empty-message',
    'an empty message follows the thoughts that took the limit',
    'reasoning-budget/no-empty-message',
    tells((response) =>
      starved(response)
        ? {
            output: [
              ...objects(response['output']),
              { id: 'msg_empty', type: 'message', status: 'incomplete', role: 'assistant', content: [] },
            ],
          }
        : {},
    ),
  ),
  fault(
    'reasoning-ends-in-call',
    'the reasoning ends after the call was added',
    'stream-reasoning/before-call',
    lateEnd,
  ),
]
