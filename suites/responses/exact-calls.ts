import { callItem, responseOf } from '../../fixtures/replies/response.ts'
import { SEAT, SEAT_NAME, SEAT_RESPONSE } from '../../fixtures/sent/exact-calls.ts'
import { reformed } from '../../src/checks/copied-arguments.ts'
import { functionCalls, responseBodies } from '../../src/checks/responses.ts'
import { NO_CALL } from '../../src/checks/tools.ts'
import { inconclusive, json, respond, suite, wrong, type Json } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/function-calling?api-mode=responses'
const said = (changes: { [key: string]: Json } = {}, name = SEAT_NAME, more: { [key: string]: Json } = {}) => ({
  plain: json(responseOf([callItem(JSON.stringify({ ...SEAT, ...changes }), name)], more)),
})
const WITHOUT = { plain: json(responseOf([])) }

/** The letters and digits of a name, all that is left of it where marks and capitals are changed. */
const core = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

export default suite({
  id: 'responses/exact-calls',
  about: 'a function call with a long name and a value of each type, made twice before',
  model: 'tools',
  answered: 'should',
  steps: { plain: respond(SEAT_RESPONSE) },
  conforming: said(),
  rules: {
    'name-kept': {
      level: 'should',
      sentence: 'A function call of the Responses API has the name that was declared, with its capitals and marks.',
      source: SOURCE,
      breaks: 'agents look the function up by its name and stop with "unknown tool"',
      parameter: 'responses.tools',
      *check({ plain }) {
        const [call] = functionCalls(plain)
        if (!call) return inconclusive(NO_CALL)
        const name = String(call['name'])
        if (name === SEAT_NAME) return
        if (!core(SEAT_NAME).includes(core(name)) || name === '') return inconclusive('the model called something else')
        yield wrong(plain, '$.output[].name', 'the name was changed on its way', SEAT_NAME, name)
      },
      violating: [
        SEAT_NAME.toLowerCase(),
        SEAT_NAME.replaceAll('-', '_'),
        SEAT_NAME.slice(0, 40),
        'FindSeatV2OfTheOldOperaHouseInVienna',
      ].map((name) => said({}, name)),
      inconclusive: [WITHOUT, said({}, 'get_time')],
    },
    'arguments-kept': {
      level: 'should',
      sentence:
        'The arguments of a function call of the Responses API keep the types and letters that the model wrote.',
      source: SOURCE,
      breaks: 'tools get the text "4" for a number, or a text for an object, and fail',
      parameter: 'responses.tools',
      *check({ plain }) {
        const [call] = functionCalls(plain)
        if (!call) return inconclusive(NO_CALL)
        if (responseBodies(plain)[0]?.['status'] === 'incomplete') return inconclusive('the limit cut the call')
        return yield* reformed(plain, '$.output[].arguments', {
          written: String(call['arguments']),
          original: SEAT,
          isAbout: () => true,
        })
      },
      violating: [{ row: '4' }, { aisle: 'true' }, { area: 'FRONT' }, { guest: '{"name":"Ann"}' }].map((changes) =>
        said(changes),
      ),
      inconclusive: [WITHOUT, said({ row: 9 }), said({ row: '4' }, SEAT_NAME, { status: 'incomplete' })],
    },
  },
})
