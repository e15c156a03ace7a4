import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Engine } from '../../src/server/engine.ts'
import { folder } from '../cli/command-line.ts'
import { whenDone } from '../cli/when-done.ts'

const STUB = fileURLToPath(new URL('./engine-stub.ts', import.meta.url))

/**
 * What is wrong with an engine. `no-daemon`: nothing is behind it. `no-image`: it finds none. `no-start`: it cannot start
 * one. `ends`: the container ends at once. `mute`: it never answers. `slow`: an image is never there. `stubborn`: the
 * command ends when asked, and its container stays.
 */
export type EngineFault = 'no-daemon' | 'no-image' | 'no-start' | 'ends' | 'mute' | 'slow' | 'stubborn'

export interface FakeEngine {
  /** The search path on which it is found. */
  PATH: string
  /** What it was told so far, a list of arguments a call. */
  calls: () => string[][]
  /** The names of the variables it was started with. */
  variables: () => Set<string>
  /** The process ids of what started a container. */
  parents: () => number[]
  /** The process ids of the containers that are there. */
  containers: () => number[]
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A command of that name that notes what it is told. */
export function fakeEngine(engine: Engine, fault?: EngineFault): FakeEngine {
  // Before the folders, which are removed in turn.
  whenDone(() => {
    for (const pid of containers()) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  })
  const [bin, dir] = [folder(), folder()]
  const script = `#!/bin/sh\nexec '${process.execPath}' '${STUB}' '${dir}' '${fault ?? ''}' "$@"\n`
  writeFileSync(path.join(bin, engine), script, { mode: 0o755 })
  const text = (name: string): string[] => {
    const file = path.join(dir, name)
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  }
  function containers(): number[] {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.pid'))
      .map((name) => Number(text(name)[0]))
  }
  return {
    PATH: `${bin}:/usr/bin:/bin`,
    calls: () => text('calls').map((line) => JSON.parse(line) as string[]),
    variables: () => new Set(text('environment')),
    parents: () => text('parents').map(Number),
    containers,
  }
}
