/** Writes the pages about the mutation score from what was last found. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { against } from '../../stand-in/faults/matrix.ts'
import { scorePages } from './pages.ts'

const suites = await loadSuites()
for (const [file, text] of Object.entries(scorePages(suites, await against(suites, {})))) writeFileSync(fileURLToPath(new URL(`../../docs/${file}`, import.meta.url)), text)
