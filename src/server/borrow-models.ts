import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Failure } from '../failure.ts'

/** A folder in which a server finds somebody's models. `release` removes it, and tells what changed of them, a line each. */
export interface BorrowedModels {
  models: string
  home: string
  release: () => string[]
}

/** Where Ollama keeps models when it runs as a service (https://docs.ollama.com/faq, "Where are models stored?"). */
const OF_THE_SERVICE = '/usr/share/ollama/.ollama/models'

/** Bytes up to which a blob is copied: templates, parameters and licences are smaller, weights are not. */
const SMALL = 1024 * 1024

/**
 * Lends the user's models to a server of another release. What it writes, renames, removes or prunes is its own: copies
 * of manifests and small blobs, clones of large ones where the file system makes any, else links. Only a write into the
 * file that a link leads to reaches the user's: nothing keeps the server from it, so it is looked for afterwards. The
 * home, where a server makes its key, is new as well. @throws Failure where there are no models to lend.
 */
export function borrowModels(env: Record<string, string | undefined>): BorrowedModels {
  const source = modelsOf(env)
  const home = mkdtempSync(path.join(tmpdir(), 'ollama-conformance-'))
  const clear = (): void => rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  const models = path.join(home, 'models')
  try {
    const linked = new Map<string, string>()
    for (const part of ['manifests', 'blobs']) linkTree(path.resolve(source, part), path.join(models, part), linked)
    const changed = (): string[] => [...linked].filter(([file, mark]) => markOf(file) !== mark).map(([file]) => file)
    return {
      models,
      home,
      release: () => {
        clear()
        return changed().map(
          (file) =>
            `${file} was changed or removed while a server had it, by that server or by something else: pull its model again.`,
        )
      },
    }
  } catch (error) {
    clear()
    throw new Failure(
      'NO_MODELS',
      `The Ollama models in ${source} cannot be lent to a server: ${(error as Error).message}. Let this user read them, or say in OLLAMA_MODELS where others are.`,
      { cause: error },
    )
  }
}

/** Fills a folder from another, also with what links in that lead to. Notes the files it only links to, with their marks. */
function linkTree(from: string, to: string, linked: Map<string, string>): void {
  mkdirSync(to, { recursive: true })
  // What is half pulled is what a server goes on writing to.
  for (const name of readdirSync(from).filter((one) => !one.includes('-partial'))) {
    const [file, own] = [path.join(from, name), path.join(to, name)]
    const kind = statSync(file, { throwIfNoEntry: false })
    if (kind?.isDirectory()) linkTree(file, own, linked)
    else if (kind?.isFile() && !copied(file, own)) {
      symlinkSync(file, own)
      linked.set(file, markOf(file))
    }
  }
}

/** Copies a small file, and clones a large one, which takes neither time nor room. Returns whether that could be done. */
function copied(file: string, to: string): boolean {
  try {
    copyFileSync(file, to, statSync(file).size <= SMALL ? constants.COPYFILE_FICLONE : constants.COPYFILE_FICLONE_FORCE)
    return true
  } catch {
    rmSync(to, { force: true })
    return false
  }
}

/** Differs after every change of a file, for no program can set the time of its last change (`ctime`). */
function markOf(file: string): string {
  const { ino, size, mtimeMs, ctimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {}
  return [ino, size, mtimeMs, ctimeMs].join()
}

/** The folder with the user's models. @throws Failure where there are none. */
export function modelsOf(env: Record<string, string | undefined>): string {
  const source = placesOf(env).find((place) => existsSync(path.join(place, 'manifests')))
  if (source !== undefined) return source
  throw new Failure(
    'NO_MODELS',
    `No Ollama models are in ${placesOf(env).join(' or ')}. Pull one, for example \`ollama pull smollm2:135m\`, or say in OLLAMA_MODELS where they are.`,
  )
}

const placesOf = (env: Record<string, string | undefined>): string[] => {
  const own = env['OLLAMA_MODELS']
  if (own) return [own]
  const home = env['HOME'] ?? env['USERPROFILE']
  return [...(home ? [path.join(home, '.ollama', 'models')] : []), OF_THE_SERVICE]
}
