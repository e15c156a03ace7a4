import type { RunRecord } from '../../record/record.ts'
import { askedOrigin } from '../evidence.ts'
import { modelRecipes } from '../model-recipes.ts'
import { commandBlock } from './command-block.ts'
import { html, type Markup } from './html.ts'

/** Longer than any Modelfile that is shipped. */
const MOST_OF_A_RECIPE = 8000

/** What a reader needs so that the commands work: the address that they ask, and the models that they name. */
export function commandsNeed({ target }: RunRecord): Markup | false {
  const origin = askedOrigin(target)
  if (origin === null) return false
  const recipes = modelRecipes(target)
  return html`<p>The commands are for a POSIX shell and ask <code>${origin}</code>.${recipes.length > 0 && ' If your server is elsewhere, change the address. These commands get the models that the requests name:'}</p>
${recipes.map(({ command }) => commandBlock(command, MOST_OF_A_RECIPE))}`
}
