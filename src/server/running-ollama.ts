import { Failure } from '../failure.ts'
import { isObject } from '../json.ts'
import type { RunOptions } from '../record/options.ts'
import { addressText, isLoopback } from '../wire/address.ts'
import { asker } from './discover.ts'
import { environmentSecrets } from './environment-secrets.ts'
import { namesPreset, type Environment } from './side-name.ts'
import { deadlines, targetTransport } from './sides.ts'
import { assertSpeaksHttp } from './unreachable.ts'

/** An Ollama that runs. */
export interface RunningOllama {
  /** How it is named as a side of a comparison. */
  side: string
  version: string
  /** It listens on this machine, as far as its address tells. */
  isHere: boolean
}

/** Seconds within which a server says its version. */
const PATIENCE = 10

/** Finds the Ollama that is named, or is at the usual address. @throws Failure where none answers, or something else does. */
export async function findRunningOllama(options: RunOptions, env: Environment): Promise<RunningOllama> {
  const access = { secrets: environmentSecrets(env), deadlines: deadlines(Math.min(PATIENCE, options.timeout)), env }
  const { address, transport } = targetTransport(options, access)
  try {
    const { exchange, status, json } = await asker(transport)('GET', '/api/version')
    assertSpeaksHttp(exchange, address)
    const version = json.ok && isObject(json.value) ? json.value['version'] : undefined
    if (status !== 200 || typeof version !== 'string')
      throw new Failure(
        'NOT_OLLAMA',
        `${addressText(address)} is no Ollama: GET /api/version answers HTTP ${status} without a version. Name a running Ollama with --target, or in OLLAMA_HOST.`,
      )
    const { target } = options
    const isSide = target !== undefined && (/^https?:\/\//.test(target) || namesPreset(target))
    return {
      side: isSide ? target : addressText(address),
      version: version.replace(/^v/, ''),
      isHere: isLoopback(address.origin),
    }
  } finally {
    transport.close?.()
  }
}
