import type { ReasonCode } from '../judge/reason.ts'
import type { Exchange } from '../wire/exchange.ts'

/** The code of what `--max-tokens-total` kept from being sent. */
export const TOKEN_LIMIT = 'TOKEN_LIMIT'

/** Stands for the exchange of a request that was not sent. */
export const unsent = (
  key: string,
  stage: 'interrupted' | 'connect' | 'given-up',
  code: string,
  message: string,
): Exchange => ({
  key,
  request: { method: '', path: '', headers: [], body: null, via: 'http' },
  response: null,
  failure: { stage, code, message },
  timing: { startedAt: '', headersMs: null, firstByteMs: null, endMs: 0 },
})

/** Why a request was not sent. */
export function unsentCode({ stage, code }: NonNullable<Exchange['failure']>): ReasonCode {
  if (stage === 'given-up' || stage === 'not-recorded') return stage
  return code === TOKEN_LIMIT ? 'token-limit' : 'interrupted'
}
