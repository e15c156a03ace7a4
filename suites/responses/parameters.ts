import { cutResponse, messageItem, responseOf, saidResponse as said } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { INSTRUCTED } from '../../fixtures/sent/response-input.ts'
import { COLOUR, IN_WORDS } from '../../fixtures/sent/schemas.ts'
import { refusedWithMessage } from '../../src/checks/accepted.ts'
import { capSent } from '../../src/checks/cap.ts'
import { holdsFormat } from '../../src/checks/format.ts'
import { isPlain } from '../../src/checks/pool.ts'
import { isObject } from '../../src/checks/reply.ts'
import { holdsResponseCap } from '../../src/checks/response-cap.ts'
import { outputTokens } from '../../src/checks/response-stream.ts'
import { inputTokens, responseBodies } from '../../src/checks/responses.ts'
import {
  anyAnswer,
  inconclusive,
  json,
  refusable,
  refusal,
  respond,
  suite,
  ignored,
  wrong,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/create'
const RIGHT = '{"colour":"red","sure":true}'
const refused = responseOf([messageItem(RIGHT), { ...messageItem(''), content: [{ type: 'refusal', refusal: 'No.' }] }])
const commented = responseOf([{ ...messageItem('Let me see.'), phase: 'commentary' }, messageItem(RIGHT)])

export default suite({
  id: 'responses/parameters',
  about: 'parameters of a response, each against what the model would do by itself',
  model: 'chat',
  answered: 'should',
  steps: {
    limited: respond({ input: COUNTING, max_output_tokens: 16 }),
    control: respond({ input: 'Say hello.', max_output_tokens: 16 }),
    instructed: respond(INSTRUCTED),
    format: refusable(
      respond({
        input: IN_WORDS,
        max_output_tokens: 40,
        text: { format: { type: 'json_schema', name: 'answer', strict: true, schema: COLOUR } },
      }),
    ),
    previous: anyAnswer(
      respond({ input: 'Say hello.', previous_response_id: 'resp_000000000000000000000000', max_output_tokens: 16 }),
    ),
  },
  conforming: {
    limited: json(cutResponse('1, 2, 3')),
    control: said('Hello.'),
    instructed: said('Hello.', 31),
    format: said('{"colour":"red","sure":true}'),
    previous: refusal(400, { param: 'previous_response_id', code: 'previous_response_not_found' }),
  },
  rules: {
    'limit-holds': {
      level: 'should',
      sentence: 'No plain response has more than `max_output_tokens` tokens.',
      source: `${SOURCE}#responses-create-max_output_tokens`,
      breaks: 'budgets: an answer runs on until the model stops by itself',
      parameter: 'responses.max_output_tokens',
      traffic: holdsResponseCap([isPlain]),
      violating: [
        {
          limited: json(
            responseOf([messageItem('1, 2, 3')], { usage: { input_tokens: 9, output_tokens: 90, total_tokens: 99 } }),
          ),
        },
        { limited: json(responseOf([messageItem('a b '.repeat(20))], { usage: null })) },
      ],
      inconclusive: [
        {
          limited: json(responseOf([messageItem('1')], { usage: null })),
          format: json(responseOf([messageItem('{}')], { usage: null })),
        },
      ],
    },
    'limit-is-told': {
      level: 'should',
      sentence: 'A response that the limit cut is `incomplete`, for the reason `max_output_tokens`.',
      source: `${SOURCE}; observed in 6 of 6 answers`,
      breaks: 'agents take half a text, or half a file, for the whole',
      parameter: 'responses.max_output_tokens',
      reads: ['limited'],
      *check({ limited }) {
        const [body] = responseBodies(limited)
        if (!body || (outputTokens(body) ?? 0) < capSent(limited)) return inconclusive('the limit was not reached')
        const reason = isObject(body['incomplete_details']) ? body['incomplete_details']['reason'] : undefined
        if (body['status'] !== 'incomplete' || reason !== 'max_output_tokens')
          yield wrong(
            limited,
            '$.status',
            'cut, and reported as whole',
            ['incomplete', 'max_output_tokens'],
            [body['status'], reason ?? 'absent'],
          )
      },
      violating: [
        { limited: json({ ...cutResponse('1, 2, 3'), status: 'completed' }) },
        { limited: json({ ...cutResponse('1, 2, 3'), incomplete_details: null }) },
      ],
      inconclusive: [{ limited: said('1, 2') }],
    },
    'instructions-reach-the-model': {
      level: 'should',
      sentence: '`instructions` reach the model.',
      source: `${SOURCE}#responses-create-instructions`,
      breaks: 'Codex and the Agents SDK put the whole system prompt there',
      parameter: 'responses.instructions',
      reads: ['control', 'instructed'],
      *check({ control, instructed }) {
        const [without, having] = [inputTokens(control), inputTokens(instructed)]
        if (without === undefined || having === undefined) return inconclusive('the input is not counted')
        if (having < without + 8)
          yield ignored(
            instructed,
            '$.usage.input_tokens',
            'the instructions are not in the input',
            `more than ${without + 8}`,
            having,
          )
      },
      violating: [{ instructed: said('Hello.', 11) }],
      inconclusive: [{ control: said('Hello.', 0) }],
    },
    'format-is-obeyed': {
      level: 'should',
      sentence:
        'With a strict JSON schema in `text.format` the text of a plain response is JSON of that schema, and nothing around it.',
      source: `${SOURCE}#responses-create-text`,
      breaks: '`responses.parse` of the SDK, and the Vercel AI SDK in its default mode',
      parameter: 'responses.text',
      traffic: holdsFormat('strict', (one) => responseBodies(one).length > 0),
      violating: [
        { format: said('sun moon stars') },
        { format: said('{"colour":"pink","sure":true}') },
        { format: said(`${RIGHT}</s>`) },
        { format: json(cutResponse('Sure! Here')) },
      ],
      conforming: [{}, { format: json(refused) }, { format: json(commented) }],
      inconclusive: [{ format: said('') }, { format: json(cutResponse('{"colour')) }],
    },
    'unknown-previous-is-refused': {
      level: 'should',
      sentence: 'A `previous_response_id` that the server does not know is refused, not ignored.',
      source: `${SOURCE}#responses-create-previous_response_id`,
      breaks: 'the model answers without the conversation so far, and nobody is told',
      parameter: 'responses.previous_response_id',
      reads: ['previous'],
      *check({ previous }) {
        if (refusedWithMessage(previous)) return
        yield (previous.status === 200 ? ignored : wrong)(
          previous,
          'status',
          previous.status === 200 ? 'answered as if the earlier turn did not exist' : `HTTP ${previous.status}`,
          'a 4xx',
          previous.status,
        )
      },
      violating: [{ previous: said('Hello.') }, { previous: refusal(500) }],
    },
  },
})
