import { callItem, cutResponse, messageItem, responseOf, streamedResponse } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { itemsOf, outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { inconclusive, json, respond, suite, missing, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses-streaming/response/completed'
const BODY = { input: COUNTING, max_output_tokens: 16 }
const RESPONSE = cutResponse('1, 2, 3, 4, 5')
const { usage: _usage, error: _error, ...poorer } = RESPONSE

export default suite({
  id: 'responses/stream-same',
  about: 'the same request for a response, plain and streamed',
  model: 'chat',
  steps: { plain: respond(BODY), streamed: respond({ ...BODY, stream: true }) },
  conforming: { plain: json(RESPONSE), streamed: streamedResponse(RESPONSE) },
  rules: {
    fields: {
      level: 'should',
      sentence: 'The response in the last event has every field of OpenAI’s that the plain one has.',
      source: SOURCE,
      breaks: 'apps that handle both forms by the same code',
      *check({ plain, streamed }) {
        const [one, other] = [responseFrom(plain), responseFrom(streamed)]
        if (!one || !other) return inconclusive('one of the two gave no response')
        // What a server adds of its own it may add where it likes.
        for (const key of Object.keys(RESPONSE))
          if (key in one && !(key in other))
            yield missing(streamed, `events[-1].response.${key}`, 'the plain response has it', 'present', 'absent')
      },
      violating: [{ streamed: streamedResponse(poorer) }],
      inconclusive: [{ streamed: streamedResponse(RESPONSE, (all) => all.slice(0, -1)) }],
    },
    status: {
      level: 'should',
      sentence: 'Both end with the same status.',
      source: SOURCE,
      breaks: 'an app that switches to streaming takes cut answers for whole ones, or the other way round',
      *check({ plain, streamed }) {
        const [one, other] = [responseFrom(plain), responseFrom(streamed)]
        if (!one || !other) return inconclusive('one of the two gave no response')
        if (outputText(one) !== outputText(other)) return inconclusive('the two texts differ')
        if (one['status'] !== other['status'])
          yield wrong(
            streamed,
            'events[-1].response.status',
            'not the status of the plain response',
            one['status'],
            other['status'],
          )
      },
      violating: [{ streamed: streamedResponse(responseOf([messageItem('1, 2, 3, 4, 5')])) }],
      inconclusive: [{ streamed: streamedResponse(cutResponse('1, 2')) }],
    },
    items: {
      level: 'should',
      sentence: 'The output has items of the same types.',
      source: SOURCE,
      breaks: 'apps that handle both forms by the same code miss the message, the call or the reasoning in one of them',
      *check({ plain, streamed }) {
        const [one, other] = [plain, streamed].map((answer) => itemsOf(responseFrom(answer)))
        if (!one || !other || one.length + other.length === 0) return inconclusive('there is no output')
        const [types, seen] = [one, other].map((items) => items.map(({ type }) => type).join(', '))
        if (types !== seen)
          yield wrong(streamed, 'events[-1].response.output', 'not the items of the plain response', types, seen)
      },
      violating: [
        { streamed: streamedResponse({ ...RESPONSE, output: [] }) },
        { streamed: streamedResponse(responseOf([callItem('{}')])) },
      ],
      inconclusive: [{ plain: json(responseOf([])), streamed: streamedResponse(responseOf([])) }],
    },
  },
})
