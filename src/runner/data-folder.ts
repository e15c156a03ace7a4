import { accessSync, constants, existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/**
 * Vitest, which judges, keeps a token below the home folder and fails where it cannot: in a container whose user has no home.
 * There it gets a folder among the temporary ones.
 */
export function lendDataFolder(env: Record<string, string | undefined>, home = os.homedir()): void {
  if (env['XDG_DATA_HOME'] || canBeMade(path.join(home, '.local', 'share'))) return
  env['XDG_DATA_HOME'] = path.join(os.tmpdir(), 'ollama-conformance')
}

function canBeMade(dir: string): boolean {
  if (!existsSync(dir) && path.dirname(dir) !== dir) return canBeMade(path.dirname(dir))
  try {
    accessSync(dir, constants.W_OK)
    return true
  } catch {
    return false
  }
}
