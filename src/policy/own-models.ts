import { fileURLToPath } from 'node:url'
import { readYaml } from '../disk/read-yaml.ts'

const FILE = fileURLToPath(new URL('../../specs/models.yaml', import.meta.url))

/** Modelfiles of the models that are in no library, by the name of the model without its tag. */
export const ownModels = (): Record<string, string> =>
  readYaml({ file: FILE, code: 'MODELS_INVALID', what: FILE }) as Record<string, string>
