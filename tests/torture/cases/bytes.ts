import { asAsked, completion, events, type HostileCase } from '../hostile-case.ts'

const JSON_BODY = JSON.stringify(completion('@'))
const STREAM_BODY = events('@').join('')
/** A right answer with these bytes for its text. */
const saying = (bytes: Buffer): HostileCase['answer'] => asAsked(spliced(JSON_BODY, bytes), spliced(STREAM_BODY, bytes))
const spliced = (text: string, bytes: Buffer): Buffer =>
  Buffer.concat(text.split('@').flatMap((part, at) => (at === 0 ? [Buffer.from(part)] : [bytes, Buffer.from(part)])))
const changed = (change: (body: string) => string): HostileCase['answer'] =>
  asAsked(change(JSON_BODY), change(STREAM_BODY))

/** Those that are wrong about bytes, characters and lines. */
export const bytes: HostileCase[] = [
  {
    name: 'invalid UTF-8',
    does: 'says bytes that are no UTF-8',
    ends: 'answered',
    answer: saying(Buffer.from([0xff, 0xfe, 0x80, 0xc3])),
  },
  {
    name: 'overlong UTF-8',
    does: 'says `/` in two and in three bytes',
    ends: 'answered',
    answer: saying(Buffer.from([0xc0, 0xaf, 0xe0, 0x80, 0xaf])),
  },
  {
    name: 'raw surrogates',
    does: 'says half of a pair in three bytes',
    ends: 'answered',
    answer: saying(Buffer.from([0xed, 0xa0, 0x80])),
  },
  {
    name: 'escaped surrogates',
    does: 'says half of a pair as `\\ud800`',
    ends: 'answered',
    answer: saying(Buffer.from('\\ud800')),
  },
  {
    name: 'byte order mark',
    does: 'begins its body with a byte order mark',
    // Clients on fetch and Python read over it, and so does a run; `transport/json-body/without-mark` says that it is there.
    ends: 'answered',
    answer: changed((body) => `\ufeff${body}`),
  },
  {
    name: 'NUL',
    does: 'says NUL raw and escaped',
    ends: 'finding',
    streamEnds: 'answered',
    answer: saying(Buffer.from('\\u0000\u0000')),
  },
  {
    name: 'nothing but NUL',
    does: 'sends a body of NUL bytes',
    ends: 'finding',
    answer: asAsked(Buffer.alloc(1000), Buffer.alloc(1000)),
  },
  {
    name: 'CR-only lines',
    does: 'ends its lines with CR, and all is well but for that',
    ends: 'answered',
    answer: changed((body) => body.replaceAll('\n', '\r')),
  },
  {
    name: 'mixed line ends',
    does: 'ends its lines with LF, CR and CRLF in turn, and all is well but for that',
    ends: 'answered',
    answer: changed((body) => {
      let at = 0
      return body.replaceAll('\n\n', () => ['\n\n', '\r\r', '\r\n\r\n', '\n\r\n'][at++ % 4] ?? '')
    }),
  },
  {
    name: 'terminal escapes',
    does: 'says what clears a terminal and sets its title',
    ends: 'answered',
    answer: saying(Buffer.from('\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\r')),
  },
]
