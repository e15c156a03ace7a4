import {
  cutResponse,
  messageItem,
  responseOf,
  saidResponse,
  streamedResponse,
} from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { cutInTimeInResponses } from '../../src/checks/early-cut.ts'
import { endsItsTurn, hasNoMark } from '../../src/checks/left-marks.ts'
import { asks } from '../../src/checks/pool.ts'
import { json, respond, suite, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/object#responses/object-output'
const streamedAs = (text: string) => streamedResponse(responseOf([messageItem(text)]))
/** A response that says a cap cut it after so many tokens. */
const cutAfter = (count: number, input = 11) => {
  const usage = { input_tokens: input, output_tokens: count, total_tokens: input + count }
  return { ...cutResponse('Hello there.'), usage }
}
const asksResponse = (one: Observation): boolean => asks(one, 'POST', /\/responses$/)

export default suite({
  id: 'responses/text',
  about: 'a plain response, and a streamed one that its cap ends',
  model: 'chat',
  steps: {
    plain: respond({ input: 'Say hello.', max_output_tokens: 16 }),
    streamed: respond({ input: COUNTING, max_output_tokens: 16, stream: true }),
  },
  conforming: { plain: saidResponse('Hello there.'), streamed: streamedResponse(cutResponse('1, 2, 3')) },
  rules: {
    'no-control-marks': {
      level: 'should',
      sentence:
        'The text of a `completed` response neither begins nor ends with marks of its chat template, such as `<|im_end|>` or the role.',
      source: SOURCE,
      breaks: 'users read the mark; parsers of JSON, titles and commit messages take it for text',
      traffic: hasNoMark(asksResponse),
      violating: [
        { plain: saidResponse('Hello there.<|im_end|>') },
        { plain: saidResponse('<|im_start|>assistant\nHello there.') },
        { plain: saidResponse('assistant\n\nHello there.') },
        { streamed: streamedAs('Hello there.</s>\n') },
      ],
      inconclusive: [{ plain: json(cutResponse('Hello<|im_end|>')), streamed: streamedResponse(cutResponse('Hello')) }],
    },
    'no-made-up-turns': {
      level: 'should',
      sentence: 'A response ends with the turn of the model: no end mark and turn of somebody else follow in its text.',
      source: SOURCE,
      breaks: 'users read questions that they never asked; agents act on results that no tool gave',
      traffic: endsItsTurn(asksResponse),
      violating: [
        { plain: saidResponse('Hello.<|im_end|>\n<|im_start|>user\nThank you!') },
        { streamed: streamedAs('Hello.<|eot_id|><|start_header_id|>user<|end_header_id|>') },
      ],
      inconclusive: [{ plain: saidResponse(''), streamed: streamedAs('') }],
    },
    'incomplete-at-the-limit': {
      level: 'should',
      sentence:
        'A response that is `incomplete` for `max_output_tokens` has as many tokens as its limit, or fills the context.',
      source:
        'https://platform.openai.com/docs/api-reference/responses/object#responses/object-incomplete_details; observed in 2 of 2 responses that were cut',
      breaks: 'clients take a whole response for cut: they discard it, or ask the model to go on',
      traffic: cutInTimeInResponses,
      violating: [{ plain: json(cutAfter(3)) }, { streamed: streamedResponse(cutAfter(3)) }],
      inconclusive: [{ plain: json(cutAfter(3, 4093)), streamed: streamedAs('Hello there.') }],
    },
  },
})
