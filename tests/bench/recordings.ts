import { globSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledRecording } from '../../src/server/sides.ts'

const FOLDER = fileURLToPath(new URL('../../fixtures/recordings/', import.meta.url))

/** The recordings of real servers, and the one that stands in where no server answers. */
export const allRecordings = (): string[] =>
  globSync('ollama-*', { cwd: FOLDER })
    .sort()
    .map((name) => path.join(FOLDER, name))
export const bundled = bundledRecording
