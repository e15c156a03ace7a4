import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { answeredChat, neitherAnsweredNorRefused, notAnswered } from '../../src/checks/accepted.ts'
import { answer, anyAnswer, chat, inconclusive, json, padded, raw, refusal, suite } from '../../src/define/index.ts'

/** As much as a photograph of a telephone has as a data URL, and more than proxies and web frameworks let through by default. */
const BLANKS = 3 * 1024 * 1024
/** As much as a conversation of some 200,000 tokens has. Frameworks have lower limits by default: Express reads 100 kilobytes. */
const ORDINARY = 800 * 1024
const HELLO = answer({ content: 'Hello', finish: 'length', completionTokens: 1 })
const page = raw(['<html><head><title>413 Request Entity Too Large</title></head></html>'], {
  status: 413,
  headers: [['content-type', 'text/html']],
})

export default suite({
  id: 'errors/large-body',
  about: 'a chat call of one word in 800 kilobytes and in three megabytes of blanks, and without them',
  model: 'chat',
  steps: {
    control: anyAnswer(chat(CHAT_CALL)),
    ordinary: anyAnswer(padded(ORDINARY, chat(CHAT_CALL))),
    large: anyAnswer(padded(BLANKS, chat(CHAT_CALL))),
  },
  conforming: { control: HELLO, ordinary: HELLO, large: HELLO },
  rules: {
    'ordinary-answered': {
      level: 'should',
      sentence: 'A chat request with a body of 800 kilobytes is answered.',
      source:
        'https://platform.openai.com/docs/models: context windows of 400,000 tokens and more, which are some 1.5 megabytes of text',
      breaks:
        'coding agents: their long conversations are refused for the size of the body, and none of them can go on',
      reads: ['control', 'ordinary'],
      judgesBroken: true,
      *check({ control, ordinary }) {
        if (!answeredChat(control)) return inconclusive('the same call without the blanks is not answered')
        yield* notAnswered(ordinary)
      },
      violating: [
        { ordinary: refusal(413, { message: 'request entity too large' }) },
        { ordinary: refusal(400, { message: 'the request is too large' }) },
        { ordinary: page },
      ],
      inconclusive: [{ control: refusal(404), ordinary: refusal(404) }],
    },
    'answered-or-refused': {
      level: 'should',
      sentence: 'A body of three megabytes is answered, or refused in a 4xx in JSON.',
      source: 'https://platform.openai.com/docs/guides/images-vision#image-input-requirements: up to 50 MB a request',
      breaks:
        'images as data URLs behind nginx, whose limit is one megabyte: the SDK shows "413 status code (no body)" or a page, and retries a 5xx with all of it',
      reads: ['control', 'large'],
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
