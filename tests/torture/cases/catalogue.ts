import type { HostileCase } from '../hostile-case.ts'
import { bytes } from './bytes.ts'
import { codings } from './codings.ts'
import { http } from './http.ts'
import { json } from './json.ts'
import { resets } from './resets.ts'
import { silence } from './silence.ts'

/** Every way of being hostile, by what it is about. */
export const topics: Record<string, HostileCase[]> = {
  'Silence, and no end': silence,
  'Connections that break': resets,
  HTTP: http,
  'Content codings': codings,
  'Bytes and lines': bytes,
  JSON: json,
}

export const catalogue: HostileCase[] = Object.values(topics).flat()

export function caseNamed(name: string): HostileCase {
  const found = catalogue.find((one) => one.name === name)
  if (!found) throw new Error(`there is no hostile case ${name}`)
  return found
}
