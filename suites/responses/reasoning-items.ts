import { messageItem, reasoningItem, responseOf, streamedResponse } from '../../fixtures/replies/response.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { leakedMark } from '../../src/checks/reasoning.ts'
import { isObject } from '../../src/checks/reply.ts'
import { itemsOf, outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { givesResponse, reasoningItems } from '../../src/checks/responses.ts'
import {
  eachAnswer,
  extra,
  inconclusive,
  json,
  misplaced,
  missing,
  respond,
  suite,
  wrongType,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/object#responses/object-output'
const NO_ITEM = 'no response has a reasoning item'
const ASKED = { input: GREETING, max_output_tokens: 32, reasoning: { summary: 'auto' } }

const hasItems = (one: Observation): boolean => givesResponse(one) && reasoningItems(one).length > 0
const isSummaryPart = (part: unknown): boolean =>
  isObject(part) && part['type'] === 'summary_text' && typeof part['text'] === 'string'
const isSummary = (list: unknown): boolean => Array.isArray(list) && list.every(isSummaryPart)
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** What the reasoning items of an answer have in that field. */
const fieldOf = (one: Observation, field: string): unknown[] => reasoningItems(one).map(({ [field]: value }) => value)

/** A mark of thoughts that was left in the text. */
const leakedIn = (one: Observation): string | undefined => leakedMark(outputText(responseFrom(one)), one)

const THOUGHT = 'They greet me, so I greet them.'
const SAID = messageItem('Hello there.')
const item = (more: { [key: string]: Json } = {}): { [key: string]: Json } => ({ ...reasoningItem(THOUGHT), ...more })
const plainOf = (...output: { [key: string]: Json }[]) => json(responseOf(output))
const unthought = { streamed: streamedResponse(responseOf([SAID])), plain: plainOf(SAID) }

export default suite({
  id: 'responses/reasoning-items',
  about: 'the reasoning items of a response, plain and streamed',
  model: 'thinking',
  answered: 'should',
  steps: {
    streamed: respond({ ...ASKED, stream: true }),
    plain: respond(ASKED),
  },
  conforming: { streamed: streamedResponse(responseOf([item(), SAID])), plain: plainOf(item(), SAID) },
  rules: {
    id: {
      level: 'should',
      sentence: 'A reasoning item has an `id`.',
      source: `${SOURCE}; observed in 113 of 113 items`,
      breaks: 'clients put the parts of a thought together by the id, and send the item back under it',
      traffic: eachAnswer(NO_ITEM, hasItems, (one) =>
        fieldOf(one, 'id').every(isText)
          ? undefined
          : missing(one, '$.output[].id', 'a reasoning item has no id', 'a text', fieldOf(one, 'id')),
      ),
      violating: [{ plain: plainOf(item({ id: '' }), SAID) }, { plain: plainOf(item({ id: null }), SAID) }],
      inconclusive: [unthought],
    },
    'summary-list': {
      level: 'should',
      sentence: 'A reasoning item has a list `summary`, whose parts have the type `summary_text` and a text.',
      source: `${SOURCE}; observed in 113 of 113 items`,
      breaks: 'code written for OpenAI goes through the list of every reasoning item, and throws where there is none',
      traffic: eachAnswer(NO_ITEM, hasItems, (one) => {
        const lists = fieldOf(one, 'summary')
        return lists.every(isSummary)
          ? undefined
          : wrongType(one, '$.output[].summary', 'no list of summary texts', 'a list, empty or not', lists)
      }),
      conforming: [{}, { plain: plainOf(item({ summary: [] }), SAID) }],
      violating: [
        { plain: plainOf(item({ summary: THOUGHT }), SAID) },
        { plain: plainOf(item({ summary: null }), SAID) },
        { plain: plainOf(item({ summary: [THOUGHT] }), SAID) },
        { plain: plainOf({ id: 'rs_1', type: 'reasoning', content: [] }, SAID) },
      ],
      inconclusive: [unthought],
    },
    followed: {
      level: 'should',
      sentence: 'In a completed response a reasoning item comes before the message or the call that it led to.',
      source: `${SOURCE}; observed in 98 of 98 responses`,
      breaks: 'the items are sent back in their order, and OpenAI refuses a reasoning item that nothing follows',
      traffic: eachAnswer(NO_ITEM, [hasItems, (one) => responseFrom(one)?.['status'] === 'completed'], (one) => {
        const types = itemsOf(responseFrom(one)).map(({ type }) => type)
        if (types.at(-1) !== 'reasoning') return undefined
        return types.every((type) => type === 'reasoning')
          ? inconclusive('the model ended inside its thoughts')
          : misplaced(one, '$.output', 'the reasoning comes after what it led to', 'reasoning first', types)
      }),
      violating: [{ plain: plainOf(SAID, item()) }],
      inconclusive: [unthought, { ...unthought, plain: plainOf(item()) }],
    },
    'no-markup': {
      level: 'should',
      sentence: 'The text of a response has no marks of the model’s thoughts, such as `<think>`.',
      source: 'https://platform.openai.com/docs/guides/reasoning?api-mode=responses',
      breaks: 'users read the thoughts as the answer',
      traffic: eachAnswer(
        NO_ITEM,
        (one) =>
          givesResponse(one) && outputText(responseFrom(one)) !== '' && (hasItems(one) || leakedIn(one) !== undefined),
        (one) =>
          leakedIn(one) === undefined
            ? undefined
            : extra(one, '$.output[].content[].text', 'thoughts in the answer', 'the answer alone', leakedIn(one)),
      ),
      violating: [
        { plain: plainOf(messageItem(`<think>${THOUGHT}</think>Hello.`)) },
        { streamed: streamedResponse(responseOf([item(), messageItem('</think>Hello.')])) },
      ],
      inconclusive: [unthought],
    },
  },
})
