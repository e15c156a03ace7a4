import type { RunRecord } from '../record/record.ts'
import { askedOrigin } from './evidence.ts'
import { block, code } from './markdown-text.ts'
import { modelRecipes } from './model-recipes.ts'

/** Longer than any Modelfile that is shipped. */
const MOST_OF_A_RECIPE = 8000

/** What a reader needs so that the commands of the report work: the address that they ask, and the models that they name. */
export function sendAgain({ target }: RunRecord): string[] {
  const origin = askedOrigin(target)
  if (origin === null) return []
  const recipes = modelRecipes(target)
  const pulls = recipes.filter(({ kind }) => kind === 'pull')
  const creates = recipes.filter(({ kind }) => kind === 'create')
  return [
    '## To send the requests again',
    `Each failure has its request as a \`curl\` command for a POSIX shell. It asks ${code(origin)}.${whereElse(target, origin)}`,
    ...(pulls.length > 0
      ? [
          'These commands get the models that the requests name:',
          block(pulls.map(({ command }) => command).join('\n'), 'sh'),
        ]
      : []),
    ...creates.map(
      ({ model, command }) =>
        `${code(model)} is in no library. This command makes it:\n\n<details><summary>Modelfile</summary>\n\n${block(command, 'sh', MOST_OF_A_RECIPE)}\n\n</details>`,
    ),
  ]
}

const whereElse = ({ baseUrl }: RunRecord['target'], origin: string): string =>
  baseUrl === null || URL.parse(baseUrl)?.origin === origin
    ? ''
    : ` The recorded server was at ${code(baseUrl)}. If yours is elsewhere, change the address.`
