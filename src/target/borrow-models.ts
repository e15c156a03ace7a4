import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Failure } from '../failure.ts'

/** A folder in which a server finds somebody's models and cannot harm them. */
export interface BorrowedModels { models: string; home: string; giveBack: () => void }

/** Where Ollama keeps models when it runs as a service (https://docs.ollama.com/faq, "Where are models stored?"). */
const OF_THE_SERVICE = '/usr/share/ollama/.ollama/models'

/**
 * Lends the user's models to a server of another release: it reads the same weights, but what it writes, renames or
 * prunes is its own copy of the manifests and its own links to the blobs. Its home, where it makes its key, is new as well.
 * @throws Failure where there are no models to lend.
 */
export function borrowModels(env: Record<string, string | undefined>): BorrowedModels {
  const source = placesOf(env).find((place) => existsSync(path.join(place, 'manifests')))
  if (source === undefined) throw new Failure('NO_MODELS', `No Ollama models are in ${placesOf(env).join(' or ')}. Pull one, for example \`ollama pull smollm2:135m\`, or say in OLLAMA_MODELS where they are.`)
  const home = mkdtempSync(path.join(tmpdir(), 'ollama-conformance-'))
  const models = path.join(home, 'models')
  mkdirSync(path.join(models, 'blobs'), { recursive: true })
  // A link would lead the server to the user's own manifests. Without a filter, Node 24 keeps the links below the first folder.
  cpSync(path.join(source, 'manifests'), path.join(models, 'manifests'), { recursive: true, dereference: true, filter: () => true })
  const blobs = path.join(source, 'blobs')
  for (const name of existsSync(blobs) ? readdirSync(blobs) : []) symlinkSync(path.resolve(blobs, name), path.join(models, 'blobs', name))
  return { models, home, giveBack: () => rmSync(home, { recursive: true, force: true }) }
}

const placesOf = (env: Record<string, string | undefined>): string[] => {
  const own = env['OLLAMA_MODELS']
  if (own) return [own]
  const home = env['HOME'] ?? env['USERPROFILE']
  return [...(home ? [path.join(home, '.ollama', 'models')] : []), OF_THE_SERVICE]
}
