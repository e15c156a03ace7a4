import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import { isRecording } from '../recording/recording.ts'
import { isProgram } from '../server/serve.ts'
import { namesPreset } from '../server/side-name.ts'

/** What a release can be named by. */
export type UpgradeSide =
  | { kind: 'url' | 'recording' | 'binary'; place: string }
  /** A run with its exchanges, which are judged again by the rules of today. */
  | { kind: 'run'; place: string }
  /** A run record alone: its verdicts count as they stand, and shapes cannot be compared. */
  | { kind: 'record'; place: string }

/** Tells what a side is, before anything is sent. @throws Failure for anything else. */
export function classifySide(text: string): UpgradeSide {
  if (/^https?:\/\//.test(text) || namesPreset(text)) return { kind: 'url', place: text }
  if (existsSync(path.join(text, 'results.json')))
    return { kind: isRecording(path.join(text, 'target')) ? 'run' : 'record', place: text }
  if (isRecording(text)) return { kind: 'recording', place: text }
  if (text.endsWith('.json') && isFile(text)) return { kind: 'record', place: text }
  if (isProgram(text)) return { kind: 'binary', place: text }
  if (/^[\w.-]+:\d+/.test(text)) return { kind: 'url', place: text }
  throw new Failure(
    'SIDE_INVALID',
    `${text} is no URL, preset, recording, run folder, run record or Ollama binary that can be started. Name one of these.`,
  )
}

const isFile = (file: string): boolean => existsSync(file) && statSync(file).isFile()
