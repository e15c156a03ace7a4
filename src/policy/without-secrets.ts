import { withoutUserInfo } from '../wire/address.ts'
import { isSecretHeader } from '../wire/secret-names.ts'
import type { Preset, PresetHeader } from './preset.ts'

/** Also where nobody says so: a key that stands in a file under the name of a key is one. */
export const isSecret = ({ name, secret = false }: PresetHeader): boolean =>
  secret || isSecretHeader(name) || /key$/i.test(name)

/** A preset as it may be kept and shown. People write keys into files of their own. */
export function withoutSecrets(preset: Preset): Preset {
  const { headers, baseUrl, regions } = preset
  return {
    ...preset,
    baseUrl: baseUrl === null ? null : withoutUserInfo(baseUrl),
    ...(regions
      ? { regions: Object.fromEntries(Object.entries(regions).map(([name, url]) => [name, withoutUserInfo(url)])) }
      : {}),
    ...(headers
      ? {
          headers: headers.map((header) =>
            header.value !== undefined && isSecret(header) ? { ...header, value: '[redacted]' } : header,
          ),
        }
      : {}),
  }
}
