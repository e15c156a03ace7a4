import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import { isRecording } from './recording.ts'

/** Names that captures have. What else lies in a folder is somebody else's. */
const CAPTURE = /\.(z?har|json|jsonl|ndjson|log)(\.gz)?$/i

/** The captures below a folder, by name; links are not followed. @throws Failure where there is none. */
export function capturesIn(dir: string): string[] {
  const places = below(dir).sort()
  if (places.length === 0)
    throw new Failure(
      'CAPTURE_INVALID',
      `${dir} is a folder without recording.json or results.json, and without a capture (.har, .json, .jsonl, .log). Name a run folder, captures, or a recording.`,
    )
  return places
}

/** The same; an empty list where there is no capture. What a run or this command left of its own is no capture. */
export function below(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(dir, entry.name)
    if (entry.name.startsWith('.')) return []
    if (!entry.isDirectory()) return entry.isFile() && CAPTURE.test(entry.name) ? [place] : []
    if (isRecording(place)) return [place]
    return existsSync(path.join(place, 'results.json')) ? [] : below(place)
  })
}
