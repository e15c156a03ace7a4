import { readFileSync } from 'node:fs'
import type { PageAssets } from './page.ts'

const folder = new URL('./browser/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
/** The later ones are about what the earlier ones lay out. */
const STYLES = ['page.css', 'toolbar.css', 'report.css', 'matrix.css']
/** In the order in which one needs the other. */
const SCRIPTS = [
  'dom.js',
  'filter.js',
  'copy.js',
  'detail-row.js',
  'capability-rows.js',
  'matrix.js',
  'report.js',
  'start.js',
]

/** What is written into each page. Plain scripts, one after the other: nothing to bundle, and as readable in the page as here. */
export const pageAssets = (): PageAssets => ({
  style: STYLES.map(read).join('\n'),
  script: SCRIPTS.map(read).join('\n'),
})
