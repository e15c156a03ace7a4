const CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EACCES', 'EPERM', 'EROFS', 'EISDIR', 'ENOTDIR', 'EIO'])

/** Whether the disk, and not the network or an archive, is why something failed. */
export const isDiskError = (cause: unknown): boolean => CODES.has((cause as NodeJS.ErrnoException).code ?? '')
