/** `npm run generate`: writes `docs/changed-answers.md` from what becomes of every mutation. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { standInBases } from './bases.ts'
import { page } from './page.ts'
import { tryAll } from './tried.ts'

writeFileSync(fileURLToPath(new URL('../../../docs/changed-answers.md', import.meta.url)), page(tryAll(await standInBases())))
