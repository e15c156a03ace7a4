import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { MOST_OF_JSON, readPackedText, readText } from '../disk/read-file.ts'
import type { Matrix } from './matrix.ts'

const MATRIX = fileURLToPath(new URL('../../reports/matrix/matrix.json', import.meta.url))

/** The matrix of recorded releases that ships with the project, packed in the package; null where it was left out. */
export function shippedMatrix(): Matrix | null {
  const [plain, packed] = [MATRIX, `${MATRIX}.z`].map((file) => ({
    file,
    code: 'MATRIX_INVALID',
    fix: 'Install the suite again.',
  }))
  if (plain && existsSync(plain.file)) return JSON.parse(readText(plain, MOST_OF_JSON)) as Matrix
  if (packed && existsSync(packed.file)) return JSON.parse(readPackedText(packed, MOST_OF_JSON)) as Matrix
  return null
}
