import { isLoopback } from '../wire/address.ts'
import { shippedPresets } from './preset-file.ts'
import type { Preset } from './preset.ts'

/** The variables and headers of the secrets that a server is asked with. */
export type KeyNames = Pick<Preset, 'key' | 'headers'>

/** The variable of the key that a server on this machine is asked with, where no preset has another. */
const USUAL = 'OLLAMA_API_KEY'
/** Set by nobody but the reader of a command, who has then looked where it leads. */
const UNKNOWN = 'SERVER_API_KEY'

/**
 * Which variables a printed command may name. Address and preset may be those of somebody else's recording, so the
 * command names a variable of the reader only for this machine, and for a shipped preset at its own address.
 */
export function keyNames(origin: string, preset: Preset | undefined): KeyNames {
  if (isLoopback(origin)) return preset ?? { key: { variables: [USUAL], required: false } }
  const shipped = preset && shippedPresets().find(({ id }) => id === preset.id)
  if (shipped && addresses(shipped).includes(origin)) return shipped
  return { key: { ...preset?.key, variables: [UNKNOWN], required: false } }
}

const addresses = ({ baseUrl, regions = {} }: Preset): (string | undefined)[] =>
  [baseUrl ?? '', ...Object.values(regions)].map((address) => URL.parse(address)?.origin)
