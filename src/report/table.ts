import { markdownTable } from 'markdown-table'

/** Wider than this a row does not fit a screen anyway, so that padding only makes the file large. */
const ALIGNED_WIDTH = 160

/**
 * A Markdown table, its first row the head; `align` has `l`, `c` or `r` for each column. Narrow ones are aligned for those who read the text itself; wide ones are not: padded,
 * a report passes the half megabyte beyond which GitHub no longer shows it.
 */
export function table(rows: readonly (readonly string[])[], align: readonly string[] = []): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const aligned = widths.reduce((sum, width) => sum + width + 3, 0) <= ALIGNED_WIDTH
  return markdownTable(
    rows.map((row) => [...row]),
    { align: [...align], alignDelimiters: aligned },
  )
}
