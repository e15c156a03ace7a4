import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

let folder: string | undefined

/** A folder that goes when the benches end. */
export function scratch(): string {
  if (folder !== undefined) return folder
  const made = (folder = mkdtempSync(path.join(os.tmpdir(), 'bench-')))
  process.once('exit', () => rmSync(made, { recursive: true, force: true }))
  return folder
}
