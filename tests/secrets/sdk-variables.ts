import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const SDK = path.dirname(fileURLToPath(import.meta.resolve('openai')))
/** A quoted word in capitals with an underscore. The name of a variable looks like this, whichever function reads it. */
const NAME = /(["'`])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\1/g

/** Every word in the sources of the installed SDK that may be the name of an environment variable. */
export const sdkVariables = (): string[] => {
  const names = globSync('**/*.mjs', { cwd: SDK }).flatMap((file) =>
    [...readFileSync(path.join(SDK, file), 'utf8').matchAll(NAME)].map(([, , name = '']) => name),
  )
  return [...new Set(names)].sort()
}

/** A part of every trap that no encoding changes. */
export const TRAP = /trap-7Yq/i

/** A trap for every variable. Each value is also a valid header line, and the variable for headers also replaces headers of the SDK. */
export const traps = (): Record<string, string> => ({
  ...Object.fromEntries(
    sdkVariables().map((name) => [
      name,
      `x-${name.toLowerCase().replaceAll('_', '-')}: trap-7Yq-${name.toLowerCase()}`,
    ]),
  ),
  OPENAI_CUSTOM_HEADERS: [
    'x-gateway',
    'cf-access-client-id',
    'user-agent',
    'accept',
    'x-stainless-lang',
    'x-stainless-trap',
    'content-type',
    'idempotency-key',
  ]
    .map((name) => `${name}: trap-7Yq-${name}`)
    .join('\n'),
})
