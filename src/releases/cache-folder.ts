import os from 'node:os'
import path from 'node:path'

type Environment = Record<string, string | undefined>

/** Where releases are kept: in the folder that `OLLAMA_CONFORMANCE_CACHE` names, else where programs of this system keep such things. */
export const cacheFolder = (env: Environment, platform: NodeJS.Platform = process.platform): string =>
  path.join(env['OLLAMA_CONFORMANCE_CACHE'] || path.join(usual(env, platform), 'ollama-conformance'), 'releases')

function usual(env: Environment, platform: NodeJS.Platform): string {
  const home = env['HOME'] || os.homedir()
  if (platform === 'win32') return env['LOCALAPPDATA'] || path.join(env['USERPROFILE'] || home, 'AppData', 'Local')
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches')
  const named = env['XDG_CACHE_HOME']
  // The specification of these folders says that a relative path is to be ignored.
  return named && path.isAbsolute(named) ? named : path.join(home, '.cache')
}
