import { header, type Exchange } from '../wire/exchange.ts'

/** What a server got wrong in the frame of its HTTP answer. */
export interface BrokenFrame {
  /** Where it is, as in a finding. */
  path: string
  message: string
  expected: string
}

const LENGTH = 'headers.content-length'
const ENCODING = 'headers.transfer-encoding'
const COUNT = 'the number of bytes in the body'

/** By the code of the parser; the sentences are for people. */
const FRAMES: Record<string, BrokenFrame> = {
  HPE_INVALID_CONTENT_LENGTH: {
    path: LENGTH,
    message: '`content-length` is not a number',
    expected: COUNT,
  },
  HPE_UNEXPECTED_CONTENT_LENGTH: {
    path: LENGTH,
    message: '`content-length` comes twice, or beside `transfer-encoding`',
    expected: `${COUNT}, once`,
  },
  HPE_INVALID_TRANSFER_ENCODING: {
    path: ENCODING,
    message: '`transfer-encoding` comes beside `content-length`',
    expected: 'one of the two',
  },
  HPE_INVALID_CHUNK_SIZE: {
    path: ENCODING,
    message: 'the size of a chunk is not a number',
    expected: 'a hexadecimal number before each chunk',
  },
}

/** What broke the frame of an answer; null where the frame held, or the connection and not the server broke it. */
export function brokenFrame({ failure, response }: Exchange): BrokenFrame | null {
  if (failure?.code.startsWith('HPE_') !== true) return null
  // A body that has ended, and still something comes that is no further answer.
  if (response?.complete === true)
    return header(response.headers, 'content-length') === undefined
      ? { path: 'body', message: 'bytes come after the end of the answer', expected: 'nothing more' }
      : { path: LENGTH, message: 'more bytes come than `content-length` announces', expected: COUNT }
  return FRAMES[failure.code] ?? null
}
