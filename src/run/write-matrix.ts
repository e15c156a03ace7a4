import path from 'node:path'
import { folderIn } from '../disk/own-files.ts'
import { writeWhole } from '../disk/write-whole.ts'
import { MATRIX_FORMATS, type MatrixFormat } from '../history/matrix-formats.ts'
import type { Matrix } from '../history/matrix.ts'
import { newestRuns, slug } from '../history/order.ts'
import { badge, drawBadge } from '../report/badge.ts'
import { renderMatrixPage } from '../report/html/matrix-page.ts'
import { pageAssets } from '../report/html/page-assets.ts'
import { renderMatrix } from '../report/matrix.ts'

/** The files of each format, by path below the output folder. */
const FILES: Record<MatrixFormat, (matrix: Matrix) => [string, string][]> = {
  md: (matrix) => [['matrix.md', renderMatrix(matrix)]],
  json: (matrix) => [['matrix.json', matrixJson(matrix)]],
  html: (matrix) => [['matrix.html', renderMatrixPage(matrix, pageAssets())]],
  badge: badges,
}

/** Writes what is asked for and gives the paths, the first to be read first. @throws Failure where the folder cannot be written to. */
export function writeMatrix(matrix: Matrix, out: string, formats: readonly MatrixFormat[]): string[] {
  const files = MATRIX_FORMATS.filter((format) => formats.includes(format)).flatMap((format) => FILES[format](matrix))
  for (const [file, text] of files) {
    const { dir, base } = path.parse(file)
    writeWhole(path.join(folderIn(out, ...dir.split('/').filter(Boolean)), base), text)
  }
  return files.map(([name]) => path.join(out, name))
}

/** One line an entry: small, and a change of one rule is a change of one line. */
function matrixJson({ format, title, runs, rules }: Matrix): string {
  const lines = (items: readonly object[]): string => items.map((item) => `\n${JSON.stringify(item)}`).join(',')
  return `{"format":${JSON.stringify(format)},"title":${JSON.stringify(title)},"runs":[${lines(runs)}\n],"rules":[${lines(rules)}\n]}\n`
}

/** A badge for each run, and one that stays at its place for the newest version of each software. */
function badges({ runs }: Matrix): [string, string][] {
  const places = new Map([
    ...[...newestRuns(runs)].map(([software, run]) => [slug(software), run] as const),
    ...runs.map((run) => [run.id, run] as const),
  ])
  return [...places].flatMap(([place, run]): [string, string][] => {
    const drawn = badge(run)
    return [
      [`badges/${place}/badge.json`, `${JSON.stringify(drawn)}\n`],
      [`badges/${place}/badge.svg`, drawBadge(drawn)],
    ]
  })
}
