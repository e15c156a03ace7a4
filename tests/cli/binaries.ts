import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { folder } from './command-line.ts'

/** Before a program is started as a server, it is asked what it is. */
export const SAYS_VERSION = `[ "$1" = --version ] && echo 'ollama version is 0.0.0' && exit`

/** A program that acts as a server binary: it starts one that answers as the stand-in does, where the environment says. */
export function binary(script: string): string {
  const file = path.join(folder(), 'ollama')
  writeFileSync(file, `#!/bin/sh\n${SAYS_VERSION}\n${script}\n`)
  chmodSync(file, 0o755)
  return file
}

/** A folder as Ollama keeps models in. */
export function store(): string {
  const models = folder()
  mkdirSync(path.join(models, 'manifests'))
  mkdirSync(path.join(models, 'blobs'))
  writeFileSync(path.join(models, 'manifests', 'm'), '{}')
  writeFileSync(path.join(models, 'blobs', 'sha256-1'), 'weights')
  return models
}

export function isAlive(pidFile: string): boolean {
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}
