import { ownModels } from '../policy/own-models.ts'
import type { SideInfo } from '../record/record.ts'

/** How a reader gets a model: text to paste into a POSIX shell. */
export interface ModelRecipe {
  /** The name that requests use. */
  model: string
  /** `pull`: the model is in the library of Ollama. `create`: the project ships its Modelfile, which the command holds. */
  kind: 'pull' | 'create'
  command: string
}

/** Nothing but a name is put into a command: a recording may be somebody else's. */
const NAME = /^[a-z0-9][\w.-]*(?:\/[\w.-]+)*(?::[\w.-]+)?$/i

/** How to get the models that a recorded Ollama was asked with. Empty for a live server, which has its models, and for any other. */
export function modelRecipes({ kind, server, models }: SideInfo): ModelRecipe[] {
  if (kind !== 'recording' || server?.software !== 'Ollama') return []
  const modelfiles = new Map(Object.entries(ownModels()))
  const names = new Set(Object.values(models ?? {}).map(({ name }) => name ?? ''))
  return [...names]
    .filter((name) => NAME.test(name))
    .map((model) => recipe(model, modelfiles.get(model.split(':')[0] ?? '')))
    .sort((a, b) => Number(a.kind === 'create') - Number(b.kind === 'create'))
}

const recipe = (model: string, modelfile: string | undefined): ModelRecipe =>
  modelfile === undefined
    ? { model, kind: 'pull', command: `ollama pull ${model}` }
    : {
        model,
        kind: 'create',
        command: `ollama create ${model} -f /dev/stdin <<'MODELFILE'\n${modelfile}MODELFILE`,
      }
