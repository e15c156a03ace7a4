import { saidResponse as said } from '../../fixtures/replies/response.ts'
import { echoes } from '../../src/checks/echo.ts'
import { responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { refusable, respond, suite, ignored } from '../../src/define/index.ts'

const queued = (more: { [key: string]: string | boolean }) => said('', 0, { output: [], usage: null, ...more })

export default suite({
  id: 'responses/background',
  about: 'a response to be made in the background',
  model: 'chat',
  answered: 'should',
  steps: { later: refusable(respond({ input: 'Say hello.', background: true, max_output_tokens: 16 })) },
  conforming: { later: queued({ status: 'queued', background: true }) },
  rules: {
    'comes-at-once': {
      level: 'should',
      sentence:
        'With `background: true` the response comes before it is made, as queued or in progress, or the request is refused.',
      source: 'https://platform.openai.com/docs/guides/background; observed in 13 answers',
      breaks:
        'apps that ask so because the answer takes minutes wait for it after all, into their deadline; those that ask again for the id are told it is unknown',
      parameter: 'responses.background',
      *check({ later }) {
        const { status, background } = responseFrom(later) ?? {}
        if (background !== true || (status !== 'queued' && status !== 'in_progress'))
          yield ignored(
            later,
            '$.status',
            'it was made while the client waited',
            { background: true, status: 'queued' },
            { background: background ?? 'absent', status },
          )
      },
      conforming: [{}, { later: queued({ status: 'in_progress', background: true }) }],
      violating: [
        { later: said('Hello.') },
        { later: said('Hello.', 11, { background: true }) },
        { later: queued({ status: 'queued', background: false }) },
      ],
    },
    'is-told': {
      level: 'may',
      sentence: 'A response says the `background` it was asked for with, or the request is refused.',
      source: 'https://platform.openai.com/docs/api-reference/responses/object; observed in 13 of 13 responses',
      breaks: 'apps that ask again for such responses cannot tell them from others',
      parameter: 'responses.background',
      traffic: echoes('background'),
      violating: [{ later: queued({ status: 'queued', background: false }) }],
    },
  },
})
