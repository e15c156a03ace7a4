export const MATRIX_FORMATS = ['md', 'json', 'html', 'badge'] as const
export type MatrixFormat = (typeof MATRIX_FORMATS)[number]
