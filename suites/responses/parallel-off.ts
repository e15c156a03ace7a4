import { callItem, messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { PARALLEL_OFF } from '../../fixtures/sent/response-input.ts'
import { PAIR_CALL } from '../../fixtures/sent/tools.ts'
import { toolCalls } from '../../src/checks/reply.ts'
import { functionCalls, givesResponse } from '../../src/checks/responses.ts'
import { oneByOne, parallelFault, seeking } from '../../src/checks/turns.ts'
import {
  answer,
  chat,
  inconclusive,
  json,
  refusable,
  respond,
  suite,
  toolCall,
  ignored,
} from '../../src/define/index.ts'

const cities = ['Madrid', 'Berlin'].map((city) => JSON.stringify({ city }))
const [madrid = ''] = cities
const pair = answer({
  toolCalls: cities.map((args, at) => toolCall('get_weather', args, `call_${at}B3dE5fG7hI9jK1lM3nO5pQ7`)),
})

export default suite({
  id: 'responses/parallel-off',
  about: '`parallel_tool_calls: false` for a response, where the same model makes two calls in a chat',
  model: 'tools',
  answered: 'should',
  steps: {
    // The same turns as a chat, which other suites send as well: what the model does by itself.
    control: chat(PAIR_CALL),
    single: refusable(respond(PARALLEL_OFF)),
  },
  conforming: { control: pair, single: json(responseOf([callItem(madrid)])) },
  rules: {
    'at-most-one': {
      level: 'should',
      sentence: 'With `parallel_tool_calls: false` a response has one call at most.',
      source: 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-parallel_tool_calls',
      breaks: 'agents whose tools must run one after another run both, or lose the second',
      parameter: 'responses.parallel_tool_calls',
      *check({ control, single }) {
        const count = functionCalls(single).length
        if (count > 1)
          yield ignored(
            single,
            '$.output',
            '`parallel_tool_calls: false` changed nothing',
            'one call at most',
            `${count} calls`,
          )
        else if (count === 0) return inconclusive('the model called no function')
        else if (toolCalls(control).length < 2) return inconclusive('by itself the model made fewer than two calls')
      },
      also: seeking([givesResponse, oneByOne], parallelFault),
      violating: [{ single: json(responseOf(cities.map((args) => callItem(args)))) }],
      inconclusive: [
        { control: answer({ toolCalls: [toolCall('get_weather', madrid)] }) },
        { single: json(responseOf([messageItem('Sunny.')])) },
      ],
    },
  },
})
