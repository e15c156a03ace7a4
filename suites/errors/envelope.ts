import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { asksNative } from '../../src/checks/pool.ts'
import { isObject } from '../../src/checks/reply.ts'
import { anyAnswer, chat, contractSuite, json, refusal } from '../../src/define/index.ts'

const ERROR = {
  error: { message: 'The model does not exist', type: 'invalid_request_error', param: null, code: 'model_not_found' },
}

export default contractSuite({
  id: 'errors/envelope',
  about: 'a chat call to an unknown model, and every other error of the run, field by field',
  model: 'chat',
  schema: 'error-envelope',
  steps: { unknown: anyAnswer(chat({ model: NO_SUCH_MODEL, messages: GREETING, max_tokens: 1 })) },
  conforming: { unknown: refusal(404, ERROR.error) },
  values: (observation) => {
    const { json: body, status } = observation
    return status !== null && status >= 400 && !asksNative(observation) && body.ok && isObject(body.value)
      ? [body.value]
      : []
  },
  samples: [ERROR],
  replyWith: (sample) => json(sample, { status: 404 }),
})
