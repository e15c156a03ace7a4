import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { isModelAsked } from '../../src/checks/model-name.ts'
import { isChatReply, isAzure } from '../../src/checks/pool.ts'
import {
  answer,
  answerWith,
  chat,
  stream,
  streamed,
  suite,
  each,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/api-reference/chat/object#chat/object-model; observed: the name asked for or its dated snapshot in 2065 of 2069'

/** The model that was asked for by its name, and the one that an answer names. */
function modelsOf(one: Observation): { asked: string; got: string } | undefined {
  const [asked, got] = [one.request['model'], one.reply?.model]
  if (!isChatReply(one) || typeof asked !== 'string' || asked === NO_SUCH_MODEL || isAzure(one)) return undefined
  return typeof got === 'string' ? { asked, got } : undefined
}

export default suite({
  id: 'chat/model',
  about: 'a plain and a streamed chat answer',
  model: 'chat',
  steps: {
    plain: chat({ messages: GREETING, max_tokens: 16 }),
    stream: streamed({ messages: GREETING, max_tokens: 16, stream_options: { include_usage: true } }),
  },
  conforming: { plain: answer({ model: 'model' }), stream: stream({ model: 'model' }, { usage: true }) },
  rules: {
    echoed: {
      level: 'should',
      sentence: '`model` is the model asked for, or the dated snapshot behind that name.',
      source: SOURCE,
      breaks: 'cost tables, logs and routers that look up the name',
      traffic: each('no answer names a model that was asked for by name', modelsOf, ({ asked, got }, one) =>
        isModelAsked(asked, got) ? undefined : wrong(one, '$.model', 'another model is named', asked, got),
      ),
      violating: [
        { plain: answer({ model: 'gpt-3.5-turbo' }) },
        { plain: answer({ model: '' }) },
        { plain: answer({ model: '/data/weights.gguf' }) },
        { stream: stream({ model: 'default' }, { usage: true }) },
      ],
      conforming: [
        {},
        { plain: answer({ model: 'model-2024-07-18' }), stream: stream({ model: 'model:latest' }, { usage: true }) },
        { plain: answerWith({ model: 'gpt-4o-2024-08-06' }, (body) => ({ ...body, prompt_filter_results: [] })) },
      ],
    },
  },
})
