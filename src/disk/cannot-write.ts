import { Failure } from '../failure.ts'

/** Goes on from what must be mended, where exchanges are at stake. */
export const KEPT = '; what was captured is kept, and the same command with --resume goes on from there'

/** What cannot be written, why, and how to go on. A cause that is a failure already says so, and is given back. */
export function cannotWrite(file: string, cause: unknown, rest = ''): Failure {
  if (cause instanceof Failure) return cause
  const { code } = cause as NodeJS.ErrnoException
  const why = WHY[code ?? ''] ?? `Mend it (${(cause as Error).message})`
  return new Failure('WRITE_FAILED', `${file} cannot be written (${code}). ${why}${rest}.`, { cause })
}

const NOT_ALLOWED = 'You may not write there: name another folder, or let yourself in'

const WHY: Record<string, string> = {
  ENOSPC: 'The disk is full: make room',
  EDQUOT: 'Your quota is used up: make room',
  EFBIG: 'It would be larger than a file may be here: name another folder',
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: 'Nothing can be written there: name another folder',
  EISDIR: 'A folder has that name: move it away',
  ENOTDIR: 'Something above it is no folder: move it away',
}
