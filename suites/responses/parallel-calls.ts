import { callItem, messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { PAIR_ITEMS, RESPONSE_WEATHER } from '../../fixtures/sent/response-input.ts'
import { itemsOf, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { givesResponse } from '../../src/checks/responses.ts'
import { eachAnswer, json, respond, suite, wrong, type Observation } from '../../src/define/index.ts'

const calling = (...ids: string[]) =>
  json(responseOf(ids.map((id) => ({ ...callItem('{"city":"Madrid"}'), id: `fc_${id}`, call_id: id }))))

const callIds = (one: Observation): unknown[] =>
  itemsOf(responseFrom(one))
    .filter(({ type }) => type === 'function_call')
    .map((call) => call['call_id'])

export default suite({
  id: 'responses/parallel-calls',
  about: 'a question that takes two calls, after turns that made two calls each',
  model: 'tools',
  answered: 'should',
  steps: { pair: respond({ input: PAIR_ITEMS, tools: [RESPONSE_WEATHER], max_output_tokens: 64 }) },
  conforming: { pair: calling('call_1', 'call_2') },
  rules: {
    'distinct-ids': {
      level: 'should',
      sentence: 'The function calls of one response have a `call_id` each of its own.',
      source: 'https://platform.openai.com/docs/guides/function-calling?api-mode=responses',
      breaks: 'the second result overwrites the first, in every agent that keeps calls by their ids',
      traffic: eachAnswer('no response has two calls', [givesResponse, (one) => callIds(one).length > 1], (one) => {
        const ids = callIds(one)
        return new Set(ids).size < ids.length
          ? wrong(one, '$.output[].call_id', 'calls share an id', `${ids.length} different ids`, ids)
          : undefined
      }),
      violating: [{ pair: calling('call_1', 'call_1') }],
      inconclusive: [{ pair: calling('call_1') }, { pair: json(responseOf([messageItem('Sunny.')])) }],
    },
  },
})
