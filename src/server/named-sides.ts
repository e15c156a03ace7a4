import { Failure } from '../failure.ts'
import { namedPreset } from '../policy/preset-file.ts'
import type { RunOptions } from '../record/options.ts'
import type { NamedModels } from '../suite/models.ts'
import { isLoopback, parseOllamaHost, type Address } from '../wire/address.ts'
import { headerValue } from './header-value.ts'
import { presetAccess } from './preset-access.ts'
import { addressOf, readSideName, type Environment, type SideName, type SideOption } from './side-name.ts'

/** A side as the options have it: what it is, and what it is opened with. */
export interface NamedSide {
  name: SideName
  option: SideOption
  /** The option that names the variable of its key, and what that says. */
  keyOption: '--api-key-env' | '--reference-api-key-env'
  keyEnv: string | undefined
  models: NamedModels
}

/** `target` is undefined where one is to be looked for. */
export interface NamedSides {
  target: NamedSide | undefined
  reference: NamedSide | { kind: 'observed' } | { kind: 'none' }
}

/** Holds the key of a target that is named by its URL. */
const KEY_OF_URL = 'OLLAMA_API_KEY'

/** Reads the names, and looks whether what they need is there. @throws Failure in one line, before anything is sent. */
export function nameSides(options: RunOptions, env: Environment): NamedSides {
  const sides =
    options.via === undefined ? targetAndReference(options, env) : bothWays({ ...options, via: options.via }, env)
  for (const side of [sides.target, sides.reference])
    if (side && 'name' in side && side.name.kind === 'preset') presetAccess(side.name.preset, side, env)
  for (const side of [sides.target, sides.reference]) if (side && 'name' in side) assertNamedKey(side, env)
  return sides
}

/** A slip in the name of a variable would be taken for a server that needs no key. */
function assertNamedKey({ name, keyOption, keyEnv }: NamedSide, env: Environment): void {
  if (name.kind === 'url' && keyEnv !== undefined && !headerValue(env, keyEnv))
    throw new Failure(
      'KEY_MISSING',
      `${keyOption} ${keyEnv}: that variable is not set, or is empty. Set it, or leave ${keyOption} out. Nothing was sent.`,
    )
}

function targetAndReference(options: RunOptions, env: Environment): NamedSides {
  const {
    target,
    referenceModel: model,
    reference = headerValue(env, 'OPENAI_API_KEY') ? 'openai' : 'observed',
  } = options
  return {
    target: target === undefined ? undefined : asTarget(readSideName(target, '--target', env), '--target', options),
    reference:
      reference === 'observed' || reference === 'none'
        ? { kind: reference }
        : asReference(
            readSideName(reference, '--reference', env),
            '--reference',
            options,
            model === undefined ? {} : { chat: model, tools: model },
          ),
  }
}

/**
 * The two ways to one server: through a gateway, which is then the target, and directly, which is then the reference. The key of the
 * gateway is the target's, that of the server behind it the reference's.
 */
function bothWays(options: RunOptions & { via: string }, env: Environment): NamedSides {
  const { target, via, models, referenceModel: model } = options
  const direct: SideName =
    target === undefined
      ? { kind: 'url', address: parseOllamaHost(env['OLLAMA_HOST'] ?? '') }
      : readSideName(target, '--target', env)
  return {
    target: asTarget(readSideName(via, '--via', env), '--via', options),
    reference: asReference(
      direct,
      '--target',
      options,
      model === undefined ? models : { ...models, chat: model, tools: model },
    ),
  }
}

const asTarget = (name: SideName, option: SideOption, { apiKeyEnv, models }: RunOptions): NamedSide => ({
  name,
  option,
  keyOption: '--api-key-env',
  keyEnv: apiKeyEnv,
  models,
})
const asReference = (
  name: SideName,
  option: SideOption,
  { referenceApiKeyEnv }: RunOptions,
  models: NamedModels,
): NamedSide => ({ name, option, keyOption: '--reference-api-key-env', keyEnv: referenceApiKeyEnv, models })

/** The variable with the key of a side that is named by its URL; undefined where there is none. */
export function keyOfUrl(
  { option, keyOption, keyEnv }: NamedSide,
  address: Address,
  env: Environment,
): string | undefined {
  if (keyEnv !== undefined) return keyEnv
  if (keyOption === '--api-key-env') return KEY_OF_URL
  return option === '--reference' && mayHaveKeyOfOpenAi(address, env) ? 'OPENAI_API_KEY' : undefined
}

/** The OpenAI key goes to OpenAI, to where OPENAI_BASE_URL points, and to this machine: nowhere else unasked. */
export function mayHaveKeyOfOpenAi({ origin }: Pick<Address, 'origin'>, env: Environment): boolean {
  const openai = namedPreset('openai', '--reference')
  const wanted = { region: undefined, url: undefined, option: '--reference' as const }
  const own = [addressOf(openai, { ...wanted, env }), addressOf(openai, { ...wanted, env: {} })]
  return own.some((one) => one.origin === origin) || isLoopback(origin)
}
