import {
  callItem,
  changesOf,
  messageItem,
  reasoningItem,
  responseOf,
  streamedResponse,
  thinkingItem,
} from '../../fixtures/replies/response.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { isObject } from '../../src/checks/reply.ts'
import {
  eventsOf,
  eventsOfType,
  isWholeResponseStream,
  writtenBy,
  type ResponseEvent,
} from '../../src/checks/response-stream.ts'
import { eachStream } from '../../src/checks/stream.ts'
import { respond, suite, misplaced, missing, wrong, type Observation, type Finding } from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/api-reference/responses-streaming/response/reasoning_summary_part/added'
const RESPONSE = responseOf([reasoningItem('They greet me.'), messageItem('Hello there.')])
const none = { streamed: streamedResponse(responseOf([messageItem('Hello there.')])) }

const { changed } = changesOf(RESPONSE)
const { changed: inFull } = changesOf(responseOf([thinkingItem('They greet me.'), messageItem('Hello there.')]))
const { changed: calling } = changesOf(responseOf([reasoningItem('They ask me.'), callItem('{"city":"Madrid"}')]))
const without = (type: RegExp) => changed((all) => all.filter((event) => !type.test(event.type)))

const isReasoning = ({ event: { item } }: ResponseEvent): boolean => isObject(item) && item['type'] === 'reasoning'
const summed = (stream: Observation): boolean =>
  eventsOfType(stream, 'response.reasoning_summary_text.delta').length > 0

/** Thoughts are summed up by OpenAI, and shown as they are by vLLM and llama.cpp. */
const THOUGHTS = ['response.reasoning_summary_text', 'response.reasoning_text']
const shown = (stream: Observation): boolean =>
  eventsOfType(stream, ...THOUGHTS.map((kind) => `${kind}.delta`)).length > 0

const isCall = ({ event: { item } }: ResponseEvent): boolean => isObject(item) && item['type'] === 'function_call'
const thoughtAndCalled = (stream: Observation): boolean =>
  [isReasoning, isCall].every((is) => eventsOfType(stream, 'response.output_item.added').some(is))

/** A finding where a call is added while a reasoning item is open. */
function callFault(stream: Observation): Finding | undefined {
  const items = eventsOfType(stream, 'response.output_item.added', 'response.output_item.done')
  const open = new Set<unknown>()
  for (const one of items) {
    const place = one.event['output_index']
    if (isReasoning(one) && one.type === 'response.output_item.added') open.add(place)
    else if (isReasoning(one)) open.delete(place)
    else if (isCall(one) && open.size > 0 && one.type === 'response.output_item.added')
      return misplaced(
        stream,
        `events[${one.at}].type`,
        'a call comes while the model still reasons',
        'the reasoning item done',
        one.type,
      )
  }
  return undefined
}

function partFault(stream: Observation): Finding | undefined {
  const open = new Set<string>()
  for (const { at, type, event } of eventsOf(stream)) {
    const place = JSON.stringify([event['output_index'], event['summary_index']])
    if (type === 'response.reasoning_summary_part.added') open.add(place)
    else if (type === 'response.reasoning_summary_part.done') open.delete(place)
    else if (type === 'response.reasoning_summary_text.delta' && !open.has(place))
      return misplaced(
        stream,
        `events[${at}].type`,
        'the part of the summary was not opened',
        'response.reasoning_summary_part.added first',
        type,
      )
  }
  return open.size === 0
    ? undefined
    : missing(stream, 'events', 'a part of the summary is not closed', 'response.reasoning_summary_part.done', 'absent')
}

export default suite({
  id: 'responses/stream-reasoning',
  about: 'what a thinking model streams before its answer',
  model: 'thinking',
  steps: {
    streamed: respond({ input: GREETING, max_output_tokens: 32, reasoning: { summary: 'auto' }, stream: true }),
  },
  conforming: { streamed: streamedResponse(RESPONSE) },
  rules: {
    'summary-parts': {
      level: 'should',
      sentence: 'The text of a reasoning summary comes between `response.reasoning_summary_part.added` and `.done`.',
      source: `${SOURCE}; observed 167 of 167`,
      breaks: 'openai-node: the stream helper raises an error for text of a part that was never added',
      traffic: eachStream([isWholeResponseStream, summed], partFault),
      violating: [without(/summary_part/), without(/summary_part\.added/), without(/summary_part\.done/)],
      inconclusive: [none],
    },
    'summary-joined': {
      level: 'should',
      sentence: 'The deltas of a reasoning summary, or of reasoning text, add up to its `.done` event.',
      source: SOURCE,
      breaks: 'what was shown as the thoughts is not what is kept',
      traffic: eachStream([isWholeResponseStream, shown], (stream) => {
        const other = THOUGHTS.flatMap((kind) => writtenBy(stream, kind, 'text')).find(
          ({ deltas, done }) => deltas !== done,
        )
        return (
          other &&
          (other.doneAt === undefined ? missing : wrong)(
            stream,
            `events[${other.doneAt ?? other.at}].text`,
            'the deltas add up to another text',
            other.deltas,
            other.done ?? 'absent',
          )
        )
      }),
      violating: [
        without(/summary_text\.done/),
        inFull((all) => all.filter(({ type }) => type !== 'response.reasoning_text.done')),
        inFull((all) => all.filter(({ type }, at) => type !== 'response.reasoning_text.delta' || at % 2 === 0)),
        changed((all) =>
          all.map((event) => (event.type === 'response.reasoning_summary_text.done' ? { ...event, text: '' } : event)),
        ),
      ],
      conforming: [{}, inFull((all) => all)],
      inconclusive: [none],
    },
    'before-answer': {
      level: 'should',
      sentence: 'The reasoning item is done before the message begins.',
      source: SOURCE,
      breaks: 'clients show thoughts as a block above the answer, and close it when the item is done',
      traffic: eachStream([isWholeResponseStream, (stream) => eventsOf(stream).some(isReasoning)], (stream) => {
        const done = eventsOfType(stream, 'response.output_item.done').find(isReasoning)
        const text = eventsOfType(stream, 'response.output_text.delta')[0]
        return done && text && text.at < done.at
          ? misplaced(
              stream,
              `events[${text.at}].type`,
              'text comes while the model still reasons',
              'the reasoning item done',
              text.type,
            )
          : undefined
      }),
      violating: [
        changed((all) => {
          const done = all.findIndex(({ type }) => type === 'response.output_item.done')
          return [...all.slice(0, done), ...all.slice(done + 1, -1), ...all.slice(done, done + 1), ...all.slice(-1)]
        }),
      ],
      inconclusive: [none],
    },
    'before-call': {
      level: 'should',
      sentence: 'The reasoning item is done before the function call that follows is added.',
      source: `${SOURCE}; no other item began inside 28 of 28 reasoning items`,
      breaks: 'clients close the block of thoughts when its item is done, and show the call inside it',
      traffic: eachStream([isWholeResponseStream, thoughtAndCalled], callFault),
      conforming: [calling((all) => all)],
      violating: [
        calling((all) => {
          const done = all.findIndex(({ type }) => type === 'response.output_item.done')
          return [...all.slice(0, done), ...all.slice(done + 1, -1), ...all.slice(done, done + 1), ...all.slice(-1)]
        }),
      ],
      inconclusive: [none, {}],
    },
  },
})
