import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import { isRecording } from '../recording/recording.ts'
import { isReleaseName } from '../releases/release-name.ts'
import type { Releases } from '../releases/release.ts'
import type { Engine } from '../server/engine.ts'
import { isProgram } from '../server/serve.ts'
import { namesPreset } from '../server/side-name.ts'

/** What a release can be named by. */
export type UpgradeSide =
  | { kind: 'url' | 'recording'; place: string }
  /** `name` says more than the place, where that is in our own cache. With an engine, the place is an image. */
  | { kind: 'binary'; place: string; name?: string; engine?: Engine }
  /** A release of Ollama by its name, which is yet to be fetched. */
  | { kind: 'release'; place: string }
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
  if (isReleaseName(text) && !existsSync(text)) return { kind: 'release', place: text }
  if (/^[\w.-]+:\d+/.test(text)) return { kind: 'url', place: text }
  throw new Failure(
    'SIDE_INVALID',
    `${text} is no URL, preset, recording, run folder, run record or Ollama binary that can be started, nor a release such as 0.24.0. Name one of these.`,
  )
}

/** A side that is on this machine, or has an address. */
export type ReachableSide = Exclude<UpgradeSide, { kind: 'release' }>

/** Fetches the releases among the sides, which are binaries or images then. @throws Failure for a release that is not published, before any is fetched. */
export async function withReleases(sides: readonly UpgradeSide[], releases: Releases): Promise<ReachableSide[]> {
  const versions = new Map<string, string>()
  for (const { kind, place } of sides) if (kind === 'release') versions.set(place, await releases.resolve(place))
  const reachable: ReachableSide[] = []
  for (const side of sides) {
    if (side.kind !== 'release') reachable.push(side)
    else {
      const release = await releases.install(versions.get(side.place) ?? side.place)
      const what = 'binary' in release ? { place: release.binary } : { place: release.image, engine: release.engine }
      reachable.push({ kind: 'binary', ...what, name: `Ollama ${release.version}` })
    }
  }
  return reachable
}

const isFile = (file: string): boolean => existsSync(file) && statSync(file).isFile()
