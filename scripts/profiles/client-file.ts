import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { nearest } from '../../src/nearest.ts'

/** A client that is driven, as its `clients/ID/client.yaml` says. */
export interface KnownClient {
  /** Id of its profile. */
  profile: string
  /** The package that is driven. */
  package: string
  runtime: 'node' | 'python' | 'go' | 'program'
  command: string[]
  /** The folder in `clients/` with its files; its own where absent. */
  folder?: string
  /** Its packages need their install scripts. */
  scripts?: boolean
  /** The model of the stand-in that it is driven with, where its prompts are too long for the usual one. */
  model?: string
  /** A flow that takes longer hangs. */
  seconds?: number
  env?: Record<string, string>
}

/** Where the drivers are. */
export const CLIENTS = fileURLToPath(new URL('../../clients/', import.meta.url))

export const folderOf = ({ folder, profile }: KnownClient): string => folder ?? profile

/** The clients with these ids, or all. @throws Error that names the nearest where there is none of an id. */
export function knownClients(ids: readonly string[] = []): KnownClient[] {
  const all = globSync('*/client.yaml', { cwd: CLIENTS })
    .sort()
    .map((file) => parse(readFileSync(path.join(CLIENTS, file), 'utf8')) as KnownClient)
  const names = all.map(({ profile }) => profile)
  const unknown = ids.find((id) => !names.includes(id))
  if (unknown !== undefined)
    throw new Error(
      `There is no clients/${unknown}. The nearest is ${nearest(unknown, names)}; there are ${names.join(', ')}.`,
    )
  return ids.length === 0 ? all : all.filter(({ profile }) => ids.includes(profile))
}
