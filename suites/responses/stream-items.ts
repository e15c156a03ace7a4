import {
  callItem,
  cutResponse,
  messageItem,
  numbered,
  reasoningItem,
  responseOf,
  streamedResponse,
  changesOf,
  thinkingItem,
} from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { deltasFault, hasDeltasAndText } from '../../src/checks/response-events.ts'
import {
  doneFault,
  hasPieces,
  itemFault,
  outputFault,
  partFault,
  pieceFault,
  placeFault,
} from '../../src/checks/response-items.ts'
import { eventsOfType, finalResponse, isWholeResponseStream } from '../../src/checks/response-stream.ts'
import { eachStream } from '../../src/checks/stream.ts'
import { respond, suite, type Json, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses-streaming'
const RESPONSE = cutResponse('1, 2, 3, 4, 5')
const several = responseOf([reasoningItem('They want numbers.'), messageItem('1, 2, 3'), callItem('{"city":"Madrid"}')])

const thinking = responseOf([thinkingItem('They want numbers.'), messageItem('1, 2, 3')])
const tools = { id: 'mcpl_68af4030dcb48193', type: 'mcp_list_tools', server_label: 'docs', tools: [] as Json[] }
/** An item of a tool of the service: it is never done, and has another form in the end. */
const builtIn = {
  streamed: streamedResponse(responseOf([{ ...tools, tools: [{ name: 'search' }] }, messageItem('1, 2, 3')]), (all) =>
    numbered(
      all
        .filter(({ type, output_index: at }) => type !== 'response.output_item.done' || at !== 0)
        .map((event) =>
          event.type === 'response.output_item.added' && event['output_index'] === 0
            ? { ...event, item: tools }
            : event,
        ),
    ),
  ),
}

const { changed, without, inType } = changesOf(RESPONSE)
const { changed: summed } = changesOf(several)

const hasDone = (one: Observation): boolean => eventsOfType(one, 'response.output_item.done').length > 0

const OTHER_PIECES = ['refusal', 'custom_tool_call_input'] as const
/** "No." in two deltas, with an end that says something, or without an end. */
const inPieces = (kind: string, key: string, done?: string) =>
  changed((all) => [
    ...all.slice(0, -1),
    ...['N', 'o.'].map((delta) => ({ type: `response.${kind}.delta`, item_id: 'x', output_index: 1, delta })),
    ...(done === undefined ? [] : [{ type: `response.${kind}.done`, item_id: 'x', output_index: 1, [key]: done }]),
    ...all.slice(-1),
  ])

export default suite({
  id: 'responses/stream-items',
  about: 'a streamed response: the items and parts it is put together from',
  model: 'chat',
  steps: { streamed: respond({ input: COUNTING, max_output_tokens: 16, stream: true }) },
  conforming: { streamed: streamedResponse(RESPONSE) },
  rules: {
    'items-paired': {
      level: 'should',
      sentence: 'Every item is added and done, under the same `output_index` and id.',
      source: SOURCE,
      breaks: 'openai-node: the helper raises an error for an item that was never added, or is never done',
      traffic: eachStream(isWholeResponseStream, itemFault),
      violating: [
        without('response.output_item.done'),
        without('response.output_item.added'),
        inType('response.output_item.done', ({ item }) => ({
          item: { ...(item as { [key: string]: Json }), id: 'msg_other' },
        })),
      ],
      conforming: [
        {},
        builtIn,
        { streamed: streamedResponse(several) },
        { streamed: streamedResponse(responseOf([])) },
      ],
    },
    'done-is-done': {
      level: 'should',
      sentence: 'An item in `response.output_item.done` does not have the status `in_progress`.',
      source: `${SOURCE}; observed in 247 of 247 items`,
      breaks: 'clients that keep items from this event alone send half-made ones back',
      traffic: eachStream([isWholeResponseStream, hasDone], doneFault),
      violating: [
        inType('response.output_item.done', ({ item }) => ({
          item: { ...(item as { [key: string]: Json }), status: 'in_progress' },
        })),
      ],
      conforming: [{}, { streamed: streamedResponse(several) }],
      inconclusive: [{ streamed: streamedResponse(responseOf([])) }],
    },
    'parts-paired': {
      level: 'should',
      sentence: 'Every part of a message is added before its text comes, and done after it.',
      source: SOURCE,
      breaks: 'openai-node: the helper raises an error for text that belongs to no part',
      traffic: eachStream(isWholeResponseStream, partFault),
      violating: [
        without('response.content_part.added'),
        without('response.content_part.done'),
        changed((all) => [...all.slice(0, 3), ...all.slice(4, 6), ...all.slice(3, 4), ...all.slice(6)]),
      ],
      conforming: [{}, { streamed: streamedResponse(several) }],
    },
    places: {
      level: 'should',
      sentence: 'Every delta names the id and the `output_index` of an open item, and has the kind of that item.',
      source: SOURCE,
      breaks: 'openai-node looks the item up by them: the text is lost, or an error raised',
      traffic: eachStream(isWholeResponseStream, placeFault),
      violating: [
        inType('response.output_text.delta', () => ({ item_id: 'msg_other' })),
        inType('response.output_text.delta', () => ({ output_index: 1 })),
        inType('response.output_text.done', () => ({ item_id: '' })),
        inType('response.output_text.delta', () => ({ type: 'response.custom_tool_call_input.delta' })),
      ],
      conforming: [{}, { streamed: streamedResponse(several) }, { streamed: streamedResponse(thinking) }],
    },
    'text-joined': {
      level: 'should',
      sentence: 'The text deltas of a part add up to the text of its `response.output_text.done`.',
      source: SOURCE,
      breaks: 'what was shown while streaming is not what is kept',
      traffic: eachStream([isWholeResponseStream, hasPieces('output_text')], pieceFault('output_text')),
      violating: [
        without('response.output_text.done'),
        inType('response.output_text.done', () => ({ text: '' })),
        inType('response.output_text.done', ({ text }) => ({ text: String(text).trimStart().slice(1) })),
        changed((all) => all.filter((event, place) => event.type !== 'response.output_text.delta' || place % 2 === 0)),
      ],
      inconclusive: [{ streamed: streamedResponse(responseOf([])) }],
    },
    'deltas-kept': {
      level: 'should',
      sentence: 'The text deltas of a response add up to its text in the last event.',
      source: SOURCE,
      breaks: 'what was shown while streaming is not what is kept: words are missing on the screen',
      traffic: eachStream([isWholeResponseStream, hasDeltasAndText], deltasFault),
      violating: [
        inType('response.incomplete', () => ({ response: cutResponse('1, 2') as { [key: string]: Json } })),
        changed((all) => all.filter((event, place) => event.type !== 'response.output_text.delta' || place % 2 === 0)),
      ],
      conforming: [
        {},
        { streamed: streamedResponse(several) },
        builtIn,
        inType('response.output_text.done', () => ({ text: 'another' })),
      ],
      inconclusive: [{ streamed: streamedResponse(responseOf([])) }, without('response.output_text.delta')],
    },
    'pieces-joined': {
      level: 'should',
      sentence: 'The deltas of a refusal, or of the input of a custom tool, add up to its `.done` event.',
      source: SOURCE,
      breaks: 'apps show another refusal than they keep, or apply a patch that is not what the model wrote',
      traffic: eachStream([isWholeResponseStream, hasPieces(...OTHER_PIECES)], pieceFault(...OTHER_PIECES)),
      conforming: [inPieces('refusal', 'refusal', 'No.'), inPieces('custom_tool_call_input', 'input', 'No.')],
      violating: [
        inPieces('refusal', 'refusal', 'Yes.'),
        inPieces('custom_tool_call_input', 'input', ''),
        inPieces('refusal', 'refusal'),
      ],
      inconclusive: [{}],
    },
    'final-output': {
      level: 'should',
      sentence:
        'The response in the last event has just the items and texts that were streamed, each in the place that its events name.',
      source: SOURCE,
      breaks:
        'clients that keep only the final response: the stream helpers of the SDKs, whose final response is empty then',
      traffic: eachStream([isWholeResponseStream, (one) => finalResponse(one) !== undefined], outputFault),
      violating: [
        inType('response.incomplete', ({ response }) => ({
          response: { ...(response as { [key: string]: Json }), output: [] },
        })),
        inType('response.incomplete', ({ response }) => ({
          response: { ...(response as { [key: string]: Json }), output: [messageItem('another')] },
        })),
        inType('response.output_item.done', ({ item }) => ({
          item: { ...(item as { [key: string]: Json }), content: [] },
        })),
        changed((all) => all.map((event) => ('content_index' in event ? { ...event, content_index: 1 } : event))),
        changed((all) => all.map((event) => ('output_index' in event ? { ...event, output_index: 1 } : event))),
        summed((all) => all.map((event) => ('summary_index' in event ? { ...event, summary_index: 1 } : event))),
        summed((all) =>
          all.map((event) =>
            event.type === 'response.function_call_arguments.done' ? { ...event, arguments: '{}' } : event,
          ),
        ),
      ],
      conforming: [{}, { streamed: streamedResponse(several) }, { streamed: streamedResponse(thinking) }, builtIn],
    },
  },
})
