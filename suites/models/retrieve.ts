import { asks, succeeded } from '../../src/checks/pool.ts'
import { isObject } from '../../src/checks/reply.ts'
import { contractSuite, get, json, type Json } from '../../src/define/index.ts'

const MODEL: Json = { id: 'model', object: 'model', created: 1_760_000_000, owned_by: 'library' }

export default contractSuite({
  id: 'models/retrieve',
  about: 'one model by its name, field by field',
  model: 'chat',
  answered: 'should',
  schema: 'model',
  steps: { one: get('/models/{model}') },
  conforming: { one: json(MODEL) },
  values: (observation) => {
    const { json: body } = observation
    return asks(observation, 'GET', /\/models\/.+$/) && succeeded(observation) && body.ok && isObject(body.value)
      ? [body.value]
      : []
  },
  samples: [MODEL],
  replyWith: (sample) => json(sample),
})
