import { ADDRESS, environmentSecrets } from '../server/environment-secrets.ts'
import type { Environment } from '../server/side-name.ts'
import { withoutUserInfo } from '../wire/address.ts'
import { redactText } from '../wire/redact.ts'
import { LOOKS_LIKE_KEY } from '../wire/secret-forms.ts'
import { urlSecrets, withoutSecretParameters } from '../wire/secret-places.ts'

/** `OPENAI_API_KEY=… node app.js`, as commands to be watched are typed; not `portkey=https://…`, which is a side. */
const ASSIGNMENT = /\b(\w*(?:KEY|TOKEN|SECRET|PASSW)\w*=)(?!https?:)("[^"]*"|'[^']*'|\S+)/gi

/** Every secret that the command line and the environment hold, also in variables that only an option makes one. */
export function commandLineSecrets(env: Environment, argv: readonly string[]): string[] {
  const named = argv.flatMap((word, at) =>
    /^--(reference-)?api-key-env/.test(word) ? [word.split('=')[1] ?? argv[at + 1] ?? ''] : [],
  )
  const texts = [...argv, ...Object.entries(env).flatMap(([name, value = '']) => (ADDRESS.test(name) ? [value] : []))]
  const found = [
    ...named.flatMap((name) => env[name]?.trim() ?? []),
    ...texts.flatMap(urlSecrets),
    ...texts.flatMap((text) =>
      [...text.matchAll(ASSIGNMENT)].map(([, , value = '']) => value.replace(/^["']|["']$/g, '')),
    ),
  ]
  return [...new Set([...environmentSecrets(env), ...found.filter(({ length }) => length >= 8)])]
}

/** A line as it was typed, without its keys: reports show it. */
export const withoutKeys = (line: string, secrets: readonly string[]): string =>
  withoutSecretParameters(withoutUserInfo(redactText(line, secrets)))
    .replace(ASSIGNMENT, '$1[redacted]')
    .replace(LOOKS_LIKE_KEY, '[redacted]')

/** Whatever is printed, also by Node itself where NODE_DEBUG asks it to, goes through here. */
export function guardOutput(secrets: readonly string[]): void {
  if (secrets.length === 0) return
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) =>
      write(typeof chunk === 'string' ? redactText(chunk, secrets) : chunk, ...rest)
  }
}
