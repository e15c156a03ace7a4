import { user } from '../../fixtures/sent/prompts.ts'
import { messageOf } from '../../src/checks/chat-body.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import { answerWith, chat, inconclusive, refusable, suite, ignored, type Json } from '../../src/define/index.ts'

const ANNOTATIONS = '$.choices[0].message.annotations'
const said = (annotations: Json): ReturnType<typeof answerWith> =>
  answerWith({ content: 'Rain in the north.', finish: 'length', completionTokens: 16 }, (body) => {
    const message = (body['choices'] as { message: { [key: string]: Json } }[])[0]?.message ?? {}
    delete message['annotations']
    Object.assign(message, annotations === null ? {} : { annotations })
    return body
  })

export default suite({
  id: 'parameters/web-search',
  about: 'a question about today with `web_search_options`',
  model: 'chat',
  answered: 'may',
  steps: {
    asked: refusable(chat({ messages: [user('What is in the news today?')], max_tokens: 16, web_search_options: {} })),
  },
  conforming: {
    asked: said([
      {
        type: 'url_citation',
        url_citation: { start_index: 0, end_index: 18, title: 'News', url: 'https://example.com/news' },
      },
    ]),
  },
  rules: {
    'cites-what-it-found': {
      level: 'may',
      sentence: 'With `web_search_options` the answer cites pages, or the request is refused.',
      source:
        'https://platform.openai.com/docs/guides/tools-web-search?api-mode=chat; refused for models that do not search (pydantic/pydantic-ai#2822)',
      breaks: 'what the model makes up is taken for what the web says',
      parameter: 'chat.web_search_options',
      *check({ asked }) {
        const { annotations } = messageOf(asked)
        if (asArray(annotations).some((one) => isObject(one) && one['type'] === 'url_citation')) return
        if (Array.isArray(annotations))
          return inconclusive('the answer cites nothing; a model that can search need not do so')
        yield ignored(
          asked,
          ANNOTATIONS,
          'answered without a search, and without saying so',
          'citations, or a 4xx',
          annotations ?? 'absent',
        )
      },
      violating: [{ asked: said(null) }],
      inconclusive: [{ asked: said([]) }],
    },
  },
})
