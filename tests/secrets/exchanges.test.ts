import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { raw } from '../../src/suite/example.ts'
import { chunkBytes, type Chunk, type Exchange } from '../../src/wire/exchange.ts'
import { findSecrets } from '../../src/wire/find-secrets.ts'
import { capturedRedactor } from '../../src/wire/redact-captured.ts'
import { redactExchange, redactText, redactValue } from '../../src/wire/redact.ts'
import { ECHOES } from './echoes.ts'
import { tracesOf } from './traces.ts'

const KEYS = [
  'sk-canary-7Yq/3+x=Zv9-QmL8s2Tn',
  'canary~"7Yq\\3<x>&zv9',
  'sk-proj-0canary1_2Yq3-4Zx5Wv6Ut7Sr8Qp9On0Ml1Kj2Ih3Gf4Ed5Cb6A',
  'päss-canary-wörd-1Yq2Zx3',
]

/** All of an exchange as it is written, and its body put together. */
const all = (exchange: Exchange): string => {
  const body = Buffer.concat((exchange.response?.chunks ?? []).map(chunkBytes))
  return [JSON.stringify(exchange), body.toString('latin1'), body.toString('utf8')].join('\n')
}

/** The places in an exchange at which somebody may say a key. */
const PLACES: Record<string, (said: string) => Exchange> = {
  // Nothing but ASCII without blanks goes out in a path.
  'the path of the request': (said) => {
    const one = raw(['{}'])
    one.request.path = `/v1/models/${said.replace(/[^!-~]+/gu, encodeURIComponent)}`
    return one
  },
  'a header of the request': (said) => {
    const one = raw(['{}'])
    one.request.headers.push(['x-other', `is ${said}`])
    return one
  },
  'the body of the request': (said) => {
    const one = raw(['{}'])
    one.request.body = `{"user":"${said}"}`
    return one
  },
  'the status text': (said) => {
    const one = raw(['{}'])
    if (one.response) one.response.statusText = `No ${said}`
    return one
  },
  'a header of the answer': (said) => raw(['{}'], { headers: [['x-echo', `is ${said}`]] }),
  'the name of a header': (said) => raw(['{}'], { headers: [[`X-${said}`, 'yes']] }),
  'where a redirect points to': (said) =>
    raw(['{}'], { status: 307, headers: [['Location', `https://elsewhere.example/v1?key=${said}`]] }),
  'a body': (said) => raw([`{"error":{"message":"Incorrect API key provided: ${said}."}}`]),
  'a body in bytes that are no text': (said) => raw([Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(said)])]),
  'a stream': (said) => raw(['data: {"id":"1"}\n\n', `data: {"error":"${said}"}\n\n`, 'data: [DONE]\n\n']),
  'a gzipped body': (said) => raw([gzipSync(`{"e":"${said}"}`)], { headers: [['Content-Encoding', 'gzip']] }),
  'a deflated body': (said) => raw([deflateSync(`{"e":"${said}"}`)], { headers: [['content-encoding', 'deflate']] }),
  'a brotli body': (said) => raw([brotliCompressSync(`{"e":"${said}"}`)], { headers: [['content-encoding', 'br']] }),
  'the message of an error': (said) => ({
    ...raw(['{}']),
    failure: { stage: 'connect', code: 'ENOTFOUND', message: `getaddrinfo ENOTFOUND ${said}` },
  }),
  'the code of an error': (said) => ({ ...raw(['{}']), failure: { stage: 'connect', code: said, message: '' } }),
}

describe.for(KEYS)('of the key %s nothing is left', (key) => {
  describe.for(Object.keys(PLACES))('in %s', (place) => {
    test.for(Object.keys(ECHOES))('%s', (echo) => {
      const exchange = PLACES[place]?.(ECHOES[echo]?.(key) ?? '') ?? raw([])
      const redacted = redactExchange(exchange, [key])
      // The other half of the proof: without it there would be something to find, unless the place itself hides it.
      if (!place.endsWith('body') || place === 'a body')
        expect(JSON.stringify(exchange)).not.toBe(JSON.stringify(redacted))
      expect(tracesOf(all(redacted), key)).toEqual([])
      expect(all(redacted)).toContain('[redacted]')
      expect(violations('exchange', redacted)).toEqual([])
    })
  })

  test.for(Object.keys(ECHOES))('in a stream that is cut anywhere: %s', (echo) => {
    const text = `data: {"delta":"before"}\n\ndata: {"error":"${ECHOES[echo]?.(key)}"}\n\ndata: [DONE]\n\n`
    const bytes = Buffer.from(text)
    for (let at = 1; at < bytes.length; at += 3) {
      const pieces = [bytes.subarray(0, at), bytes.subarray(at, at + 5), bytes.subarray(at + 5)].filter(
        ({ length }) => length > 0,
      )
      const { response } = redactExchange(raw(pieces), [key])
      // Borders are evidence: each stays.
      expect(response?.chunks).toHaveLength(pieces.length)
      const joined = Buffer.concat((response?.chunks ?? []).map((chunk: Chunk) => chunkBytes(chunk))).toString('utf8')
      expect(joined).toMatch(
        /^data: \{"delta":"before"\}\n\ndata: \{"error":".*\[redacted\].*"\}\n\ndata: \[DONE\]\n\n$/s,
      )
      expect(tracesOf(joined, key)).toEqual([])
    }
  })
})

test('what is no trace stays: a masked form, a short beginning, another key', () => {
  const key = 'sk-canary-7Yq/3+x=Zv9-QmL8s2Tn'
  for (const text of [
    'Incorrect API key provided: sk-canar***s2Tn.',
    'sk-',
    'sk-canary-8',
    'data: {"a":"é\\u0041"}',
    'gpt-4o-mini',
  ])
    expect(redactText(text, [key])).toBe(text)
  expect(redactText('x-portkey-virtual-key: virtual-key-77', ['virtual-key-77'])).toBe(
    'x-portkey-virtual-key: [redacted]',
  )
})

test('a key that itself holds what looks like an escape is found as it is', () => {
  for (const key of ['canary%2F7Yq-zv9%41x', 'canary&#x41;7Yq&amp;zv9', 'canary\\u00417Yq\\"zv9'])
    expect(redactText(`<${key}> ${encodeURIComponent(key)}`, [key])).toBe('<[redacted]> [redacted]')
})

test('short secrets are looked for as they are and whole, or not at all', () => {
  expect(redactText('ab cde fghi FGHI fgh ZmdoaQ==', ['ab', 'cde', 'fghi'])).toBe(
    'ab cde [redacted] FGHI fgh [redacted]',
  )
  expect(findSecrets('anything', ['', 'abc'])).toEqual([])
})

test('words that somebody has put into a variable spoil nothing of our own', () => {
  expect(
    redactValue({ format: 'ollama-conformance/run@1', id: 'streaming/done', say: 'sk-0123456789' }, [
      'ollama',
      'streaming',
      'sk-0123456789',
    ]),
  ).toEqual({ format: 'ollama-conformance/run@1', id: 'streaming/done', say: '[redacted]' })
})

describe('in traffic of others, a key that nobody names is known by where it stands', () => {
  const key = KEYS[0] ?? ''
  const coded = encodeURIComponent(key)
  const GIVEN: Record<string, (one: Exchange) => void> = {
    authorization: ({ request }) => {
      request.headers.push(['Authorization', `Bearer ${key}`])
    },
    'basic authorization': ({ request }) => {
      request.headers.push(['authorization', `Basic ${Buffer.from(`me:${key}`).toString('base64')}`])
    },
    'a header for keys': ({ request }) => {
      request.headers.push(['X-Goog-Api-Key', key])
    },
    'a header with another name': ({ request }) => {
      request.headers.push(['cf-access-token', key])
    },
    'a cookie': ({ request }) => {
      request.headers.push(['cookie', `theme=dark; session=${key}`])
    },
    'a cookie that is set': ({ response }) => {
      response?.headers.push(['Set-Cookie', `session=${key}; Path=/; HttpOnly`])
    },
    'the query': ({ request }) => {
      request.path += `?alt=sse&key=${coded}`
    },
    'a redirect': ({ response }) => {
      response?.headers.push(['Location', `/v1/models?api_key=${coded}`])
    },
    'the body': ({ request }) => {
      request.body = JSON.stringify({ model: 'm', api_key: key })
    },
    'the look of it': ({ request }) => {
      request.body = JSON.stringify({ model: 'm', user: 'sk-canary-7Yq3xZv9QmL8s2Tn' })
    },
  }

  test.for(Object.keys(GIVEN))('%s', (given) => {
    const redact = capturedRedactor()
    const said = given === 'the look of it' ? 'sk-canary-7Yq3xZv9QmL8s2Tn' : key
    const first = raw([`{"echo":${JSON.stringify(said)},"coded":"${Buffer.from(said).toString('base64')}"}`])
    GIVEN[given]?.(first)
    const second = raw([`{"later":"${encodeURIComponent(said)}"}`])
    expect(tracesOf(all(first), said)).not.toEqual([])
    for (const one of [first, second]) expect(tracesOf(all(redact(one)), said)).toEqual([])
  })

  test('many cookies neither slow it down nor push out the one that is said next', () => {
    const redact = capturedRedactor()
    for (let at = 0; at < 200; at++) {
      const one = raw([`cookie-${at}-0123456789`])
      one.request.headers.push(['cookie', `session=cookie-${at}-0123456789`])
      expect(all(redact(one))).not.toContain(`cookie-${at}-`)
    }
  })
})
