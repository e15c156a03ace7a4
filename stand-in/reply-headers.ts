import type { HeaderPair } from '../src/wire/exchange.ts'
import { requestId } from './ids.ts'

/** Headers of every answer; fixed where the real ones tell the time, so that equal runs are equal. */
export const commonHeaders = (type: string): HeaderPair[] => [
  ['date', 'Thu, 01 Oct 2026 12:00:00 GMT'],
  ['content-type', type],
  ['connection', 'keep-alive'],
  ['server', 'cloudflare'],
  ['x-request-id', requestId()],
  ['openai-version', '2020-10-01'],
  ['openai-processing-ms', '211'],
  ['openai-organization', 'stand-in'],
  ['strict-transport-security', 'max-age=31536000; includeSubDomains; preload'],
  ['x-content-type-options', 'nosniff'],
  ['access-control-expose-headers', 'X-Request-ID'],
  ['cf-cache-status', 'DYNAMIC'],
  ['alt-svc', 'h3=":443"; ma=86400'],
]

/** What chat answers have in addition. */
export const limitHeaders: HeaderPair[] = [
  ['x-ratelimit-limit-requests', '10000'],
  ['x-ratelimit-limit-tokens', '200000'],
  ['x-ratelimit-remaining-requests', '9999'],
  ['x-ratelimit-remaining-tokens', '199900'],
  ['x-ratelimit-reset-requests', '8.64s'],
  ['x-ratelimit-reset-tokens', '30ms'],
]
