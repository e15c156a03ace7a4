import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { answeredChat, neitherAnsweredNorRefused } from '../../src/checks/accepted.ts'
import { answer, anyAnswer, chat, inconclusive, json, padded, raw, refusal, suite } from '../../src/define/index.ts'

/** As much as a photograph of a telephone has as a data URL, and more than proxies and web frameworks let through by default. */
const BLANKS = 3 * 1024 * 1024
const HELLO = answer({ content: 'Hello', finish: 'length', completionTokens: 1 })
const page = raw(['<html><head><title>413 Request Entity Too Large</title></head></html>'], {
  status: 413,
  headers: [['content-type', 'text/html']],
})

export default suite({
  id: 'errors/large-body',
  about: 'a chat call of one word in three megabytes of blanks, and without them',
  model: 'chat',
  steps: { control: anyAnswer(chat(CHAT_CALL)), large: anyAnswer(padded(BLANKS, chat(CHAT_CALL))) },
  conforming: { control: HELLO, large: HELLO },
  rules: {
    'answered-or-refused': {
      level: 'should',
      sentence: 'A body of three megabytes is answered, or refused in a 4xx in JSON.',
      source: 'https://platform.openai.com/docs/guides/images-vision#image-input-requirements: up to 50 MB a request',
      breaks:
        'images as data URLs behind nginx, whose limit is one megabyte: the SDK shows "413 status code (no body)" or a page, and retries a 5xx with all of it',
      judgesBroken: true,
      *check({ control, large }) {
        if (!answeredChat(control)) return inconclusive('the same call without the blanks is not answered')
        yield* neitherAnsweredNorRefused(large)
      },
      conforming: [
        {},
        { large: refusal(413, { message: 'the request is too large' }) },
        { large: refusal(400, { message: 'the request is too large', code: 'string_above_max_length' }) },
      ],
      violating: [
        { large: page },
        { large: raw([''], { status: 413 }) },
        { large: refusal(500, { message: 'request entity too large' }) },
        { large: json({ error: 'entity.too.large' }, { status: 413 }) },
      ],
      inconclusive: [{ control: refusal(404) }],
    },
  },
})
