import { header, type Exchange, type HeaderPair } from '../../../src/wire/exchange.ts'
import { withResponse, withText, type Answer } from './answer.ts'
import type { Mutation } from './mutation.ts'

/** A mutation of an answer as a whole. */
const ofAnswer = (name: string, about: string, mutated: (answer: Answer) => Exchange | undefined): Mutation => ({
  name,
  about,
  mutants: (answer) => {
    const exchange = mutated(answer)
    return exchange ? [{ site: answer.scope, exchange: () => exchange }] : []
  },
})

const typed =
  (type: string | null) =>
  ({ observation: { exchange } }: Answer): Exchange | undefined => {
    const headers = exchange.response?.headers ?? []
    if (header(headers, 'content-type') === undefined) return undefined
    const isType = ([key]: HeaderPair): boolean => key.toLowerCase() === 'content-type'
    return withResponse(exchange, {
      headers:
        type === null
          ? headers.filter((pair) => !isType(pair))
          : headers.map((pair): HeaderPair => (isType(pair) ? [pair[0], type] : pair)),
    })
  }

const status =
  (from: (was: number) => boolean, to: number) =>
  ({ observation: { exchange, status: was } }: Answer): Exchange | undefined =>
    was !== null && from(was) ? withResponse(exchange, { status: to }) : undefined

const isJson = ({ body }: Answer): boolean => body.kind === 'json'
const ofText =
  (change: (text: string) => string | Uint8Array) =>
  (answer: Answer): Exchange | undefined =>
    isJson(answer) ? withText(answer, change(answer.observation.text)) : undefined

export const wireMutations: Mutation[] = [
  ofAnswer('media type text', 'the content type is text/plain', typed('text/plain; charset=utf-8')),
  ofAnswer('media type HTML', 'the content type is text/html', typed('text/html')),
  ofAnswer('media type other', 'the content type is that of NDJSON', typed('application/x-ndjson')),
  ofAnswer('media type absent', 'there is no content type', typed(null)),
  ofAnswer('charset wrong', 'the content type names another charset', ({ observation, ...answer }) =>
    typed(`${observation.mediaType}; charset=iso-8859-1`)({ observation, ...answer }),
  ),
  ofAnswer(
    'success as 500',
    'an answer comes under HTTP 500',
    status((was) => was < 300, 500),
  ),
  ofAnswer(
    'success as 201',
    'an answer comes under HTTP 201',
    status((was) => was === 200, 201),
  ),
  ofAnswer(
    'error as 200',
    'an error comes under HTTP 200',
    status((was) => was >= 400, 200),
  ),
  ofAnswer(
    'error as 500',
    'the error of a client comes under HTTP 500',
    status((was) => was >= 400 && was < 500, 500),
  ),
  ofAnswer(
    'body cut',
    'a JSON body ends in the middle, as if it were whole',
    ofText((text) => text.slice(0, Math.floor(text.length / 2))),
  ),
  ofAnswer(
    'body empty',
    'there is no body',
    ofText(() => ''),
  ),
  ofAnswer(
    'body twice',
    'a JSON body comes twice',
    ofText((text) => text + text),
  ),
  ofAnswer(
    'body in a list',
    'a JSON body is the element of a list',
    ofText((text) => `[${text}]`),
  ),
  ofAnswer(
    'body as text',
    'a JSON body is a text that holds JSON',
    ofText((text) => JSON.stringify(text)),
  ),
  ofAnswer(
    'body with a mark',
    'a byte order mark begins a JSON body',
    ofText((text) => `\uFEFF${text}`),
  ),
  ofAnswer(
    'body invalid UTF-8',
    'a byte of a JSON body is not valid UTF-8',
    ofText((text) => {
      const at = text.lastIndexOf('"')
      return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from([0xff]), Buffer.from(text.slice(at))])
    }),
  ),
  ofAnswer('coding false', 'the body is said to be compressed and is not', ({ observation: { exchange } }) =>
    withResponse(exchange, { headers: [...(exchange.response?.headers ?? []), ['content-encoding', 'gzip']] }),
  ),
  ofAnswer(
    'blanks',
    'a JSON body is written with blanks and ends with a line end',
    ofText((text) => `${JSON.stringify(JSON.parse(text), null, 2)}\n`),
  ),
]
