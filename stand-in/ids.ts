import { createHash } from 'node:crypto'

/** Every id comes from one count, so none comes twice. */
let count = 0

/** That many letters and digits, from a name. */
export function letters(name: string, length: number): string {
  const digest = createHash('sha512')
    .update(name)
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '')
  return digest.slice(0, length)
}

export const completionId = (): string => `chatcmpl-${letters(`completion ${count++}`, 29)}`
export const callId = (): string => `call_${letters(`call ${count++}`, 24)}`
export const requestId = (): string => `req_${createHash('md5').update(`request ${count++}`).digest('hex')}`
