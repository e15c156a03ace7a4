import { callItem, messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { MISNAMED_CALL, RESPONSE_WEATHER } from '../../fixtures/sent/response-input.ts'
import { givesResponse } from '../../src/checks/responses.ts'
import { argumentErrors } from '../../src/checks/tools.ts'
import { isStrict, seeking, strictFault, turnsOf } from '../../src/checks/turns.ts'
import { inconclusive, json, refusable, respond, suite } from '../../src/define/index.ts'

const asked = (strict: boolean) => refusable(respond({ ...MISNAMED_CALL, tools: [{ ...RESPONSE_WEATHER, strict }] }))
const called = (args: string, more = {}) => json(responseOf([callItem(args)], more))
const misnamed = called('{"place":"Madrid"}')
const spoken = json(responseOf([messageItem('It is sunny.')]))
const cut = called('{"ci', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })

export default suite({
  id: 'responses/strict',
  about: '`strict: true` of a function of a response, where earlier calls break its schema',
  model: 'tools',
  answered: 'should',
  steps: { control: asked(false), strict: asked(true) },
  conforming: { control: misnamed, strict: called('{"city":"Madrid"}') },
  rules: {
    'arguments-conform': {
      level: 'should',
      sentence:
        'With `strict: true` the arguments of a call in a response conform to the schema, or the request is refused.',
      source: 'https://platform.openai.com/docs/guides/function-calling?api-mode=responses#strict-mode',
      breaks: 'code that reads the arguments without checking them: the SDKs set `strict` unless told otherwise',
      parameter: 'responses.tools.strict',
      *check({ control, strict }) {
        const [turn] = turnsOf(strict)
        const fault = turn && strictFault(turn, strict)
        if (fault) return yield fault
        if (!turn?.ended || turn.calls.length === 0) return inconclusive('the model called no function to its end')
        const free = turnsOf(control)[0]?.calls[0]
        if (!free || argumentErrors(control, free).length === 0)
          return inconclusive('without `strict` the model kept to the schema as well')
      },
      also: seeking([givesResponse, isStrict], strictFault),
      violating: [{ strict: misnamed }, { strict: called('{"city":"Madrid","place":"Madrid"}') }],
      inconclusive: [{ control: called('{"city":"Madrid"}') }, { strict: spoken }, { strict: cut }],
    },
  },
})
