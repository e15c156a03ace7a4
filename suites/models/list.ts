import { asks, succeeded } from '../../src/checks/pool.ts'
import { isObject } from '../../src/checks/reply.ts'
import { contractSuite, get, json, type Json } from '../../src/define/index.ts'

const LIST: Json = {
  object: 'list',
  data: [{ id: 'model', object: 'model', created: 1_760_000_000, owned_by: 'library' }],
}

export default contractSuite({
  id: 'models/list',
  about: 'the list of models, field by field',
  model: 'chat',
  schema: 'model-list',
  steps: { list: get('/models') },
  conforming: { list: json(LIST) },
  values: (observation) => {
    const { json: body } = observation
    return asks(observation, 'GET', /\/models$/) && succeeded(observation) && body.ok && isObject(body.value)
      ? [body.value]
      : []
  },
  samples: [LIST],
  replyWith: (sample) => json(sample),
})
