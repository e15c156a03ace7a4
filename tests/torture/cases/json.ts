import { asAsked, completion, events, head, JSON_TYPE, type HostileCase } from '../hostile-case.ts'

const DEEP = 100_000
/** The body, and the same as the one event of a stream. */
const both = (json: string, done = 'data: [DONE]\n\n'): HostileCase['answer'] =>
  asAsked(json, `data: ${json}\n\n${done}`)
const within = (place: string, value: string): HostileCase['answer'] =>
  asAsked(JSON.stringify(completion('@')).replace(place, value), events('@').join('').replaceAll(place, value))
const arrays = '['.repeat(DEEP) + ']'.repeat(DEEP)
const objects = '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP)

const manyKeys = JSON.stringify({
  ...completion(),
  ...Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at])),
})

/** Those that are wrong about JSON. */
export const json: HostileCase[] = [
  { name: 'empty body', does: 'answers 200 with nothing', ends: 'finding', answer: asAsked('', '') },
  { name: 'null', does: 'answers 200 with `null`', ends: 'finding', answer: both('null') },
  {
    name: 'half of the JSON',
    does: 'stops in the middle of its JSON and says that this is all',
    ends: 'finding',
    streamEnds: 'answered',
    answer: asAsked(JSON.stringify(completion()).slice(0, -60), events().join('').slice(0, -60)),
  },
  { name: 'deep arrays', does: 'nests 100,000 arrays', ends: 'finding', heavy: true, answer: both(arrays) },
  { name: 'deep objects', does: 'nests 100,000 objects', ends: 'finding', answer: both(objects) },
  {
    name: 'deep field',
    does: 'nests 100,000 arrays in a field of an answer that is right otherwise',
    ends: 'finding',
    streamEnds: 'answered',
    answer: within('"@"', arrays),
  },
  {
    name: 'deep and broken',
    does: 'opens 100,000 arrays and closes none',
    ends: 'finding',
    answer: both('['.repeat(DEEP)),
  },
  {
    name: 'deep arguments',
    does: 'calls a tool with arguments that nest 100,000 arrays',
    ends: 'answered',
    answer: asAsked(
      JSON.stringify({
        ...completion(),
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: null,
              tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: arrays } }],
            },
            finish_reason: 'tool_calls',
          },
        ],
      }),
      `data: ${JSON.stringify({ ...completion(), object: 'chat.completion.chunk', choices: [{ index: 0, delta: { role: 'assistant', content: null, tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: arrays } }] }, finish_reason: 'tool_calls' }] })}\n\ndata: [DONE]\n\n`,
    ),
  },
  {
    name: 'deep content',
    does: 'says text that is JSON of 100,000 arrays',
    ends: 'answered',
    answer: within('@', arrays),
  },
  {
    name: 'duplicate keys',
    does: 'gives every key twice',
    ends: 'answered',
    answer: within('"model":', '"choices":[],"usage":null,"model":7,"model":'),
  },
  {
    name: 'huge numbers',
    does: 'counts 1e400 tokens, made at a time of 100,000 digits',
    ends: 'answered',
    answer: asAsked(
      JSON.stringify(completion())
        .replace('1700000000', '9'.repeat(100_000))
        .replace('"total_tokens":6', '"total_tokens":1e400')
        .replace('"completion_tokens":1', '"completion_tokens":-0')
        .replace('"prompt_tokens":5', '"prompt_tokens":1e400'),
      events().join('').replaceAll('1700000000', '1e400').replaceAll('"index":0', '"index":-0'),
    ),
  },
  {
    name: 'keys of every object',
    does: 'gives the keys `__proto__`, `constructor`, `hasOwnProperty` and `toString`',
    ends: 'answered',
    answer: within(
      '"model":',
      '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"hasOwnProperty":1,"toString":null,"model":',
    ),
  },
  {
    name: 'values of every object',
    does: 'says `constructor` and `__proto__` where one of a few words is due',
    ends: 'answered',
    answer: asAsked(
      JSON.stringify(completion())
        .replace('"stop"', '"constructor"')
        .replace('"assistant"', '"__proto__"')
        .replace('"chat.completion"', '"toString"'),
      events()
        .join('')
        .replaceAll('"stop"', '"constructor"')
        .replaceAll('"assistant"', '"__proto__"')
        .replaceAll('"chat.completion.chunk"', '"toString"'),
    ),
  },
  {
    name: 'a million choices',
    does: 'answers with a million choices',
    ends: 'finding',
    heavy: true,
    answer: both(`{"id":"a","object":"chat.completion","choices":[${'{},'.repeat(1_000_000)}{}]}`),
  },
  { name: 'many keys', does: 'answers with 100,000 different keys', ends: 'answered', answer: both(manyKeys) },
  {
    name: 'error in disguise',
    does: 'answers 200 with an error',
    ends: 'finding',
    streamEnds: 'answered',
    answer: both(JSON.stringify({ error: { message: 'x', type: 'y', param: null, code: null } })),
  },
  {
    name: 'error for everything',
    does: 'answers 500 with a proper error',
    ends: 'finding',
    answer: (socket) => {
      const body = JSON.stringify({
        error: { message: 'out of memory', type: 'server_error', param: null, code: null },
      })
      socket.end(
        head(
          '500 Internal Server Error',
          `Content-Type: ${JSON_TYPE}`,
          `Content-Length: ${body.length}`,
          'Connection: close',
        ) + body,
      )
    },
  },
  {
    name: 'refuses everything',
    does: 'answers 400 with a proper error, whatever is asked',
    ends: 'finding',
    answer: (socket) => {
      const body = JSON.stringify({ error: { message: 'no', type: 'invalid_request_error', param: null, code: null } })
      socket.end(
        head('400 Bad Request', `Content-Type: ${JSON_TYPE}`, `Content-Length: ${body.length}`, 'Connection: close') +
          body,
      )
    },
  },
  {
    name: 'one answer for everything',
    does: 'gives the same right answer, whatever is asked',
    ends: 'answered',
    answer: asAsked(JSON.stringify(completion()), events().join('')),
  },
]
