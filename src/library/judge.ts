import { existsSync } from 'node:fs'
import path from 'node:path'
import { inLockedFolder } from '../disk/lock.ts'
import { Failure } from '../failure.ts'
import { namedPreset } from '../policy/preset-file.ts'
import { namedProfiles } from '../policy/profile-file.ts'
import { DEFAULT_OPTIONS } from '../record/check-options.ts'
import type { RunOptions } from '../record/options.ts'
import type { RunRecord } from '../record/record.ts'
import type { Material } from '../report/formats.ts'
import { judgeCapture, type CaptureSetup } from '../run/judge-capture.ts'
import { reassess } from '../run/reassess.ts'
import { writeReports } from '../run/reports.ts'
import { watchCapture, type Watching } from '../run/watch-capture.ts'
import { environmentSecrets } from '../server/environment-secrets.ts'
import type { Environment } from '../server/side-name.ts'

/** How to judge. All but `formats` is for captured traffic: a run folder is judged by the options of its run. */
export interface JudgeOptions extends Partial<
  Pick<RunOptions, 'only' | 'skip' | 'profiles' | 'failOn' | 'formats' | 'out'>
> {
  /** Whose traffic it is, by the name or file of a preset: what is documented of that provider fails nothing. */
  preset?: string | undefined
  /** What the record calls the command. */
  command?: string
  /** The environment variables whose secrets are masked in captured traffic. None where absent; give `process.env` for those of the process. */
  env?: Environment
}

/**
 * Judges offline: the stored exchanges of a run folder again, or captured traffic (HAR, JSONL of exchanges or of the log of a known
 * program, a recording, a folder of captures). Writes
 * the reports: of a run folder into itself, of captured traffic into `out` (default `reports/judged`).
 * @throws Failure when nothing in it can be judged.
 */
export async function judge(place: string, options: JudgeOptions = {}): Promise<RunRecord> {
  return (await judgeStored(place, options)).record
}

/** The same, with the exchanges that the findings rest on. */
export async function judgeStored(place: string, options: JudgeOptions = {}): Promise<Material> {
  const { formats = DEFAULT_OPTIONS.formats } = options
  if (isRun(place)) assertNoneGiven(place, options)
  const out = judgedInto(place, options.out)
  return inLockedFolder(out, isRun(place) ? 'judge' : '--out', async () => {
    const material = isRun(place) ? await reassess(place) : await judgeCapture(captureSetup(place, options, out))
    await writeReports(material, { formats, out })
    return material
  })
}

/**
 * Judges captured traffic as it is written, and writes the reports anew each time that there are new calls.
 * @throws Failure for a run folder, and where nothing could be judged when it ends.
 */
export async function watchStored(place: string, options: JudgeOptions, watching: Watching): Promise<Material> {
  const { formats = DEFAULT_OPTIONS.formats } = options
  if (isRun(place))
    throw new Failure('USAGE', `${place} is a run folder, which does not grow: leave out --watch, or name a capture.`)
  const out = judgedInto(place, options.out)
  return inLockedFolder(out, '--out', async () => {
    const write = (material: Material): Promise<void> => writeReports(material, { formats, out })
    const last = await watchCapture(captureSetup(place, options, out), {
      ...watching,
      async judged(material) {
        await write(material)
        await watching.judged(material)
      },
    })
    await write(last)
    return last
  })
}

function captureSetup(file: string, options: JudgeOptions, out: string): CaptureSetup {
  const { command = 'judge() of the library', preset, env = {}, only = [], skip = [], profiles = [] } = options
  return {
    file,
    only,
    skip,
    failOn: options.failOn ?? DEFAULT_OPTIONS.failOn,
    out,
    command,
    secrets: environmentSecrets(env),
    preset: preset === undefined ? undefined : namedPreset(preset, '--preset'),
    profiles: namedProfiles(profiles),
  }
}

/** Where the reports of what was judged lie. */
export const judgedInto = (place: string, out = 'reports/judged'): string =>
  isRun(place) ? path.normalize(place) : out

/** An option that would do nothing is refused. */
function assertNoneGiven(place: string, { preset, only, skip, profiles, failOn, out }: JudgeOptions): void {
  const given = Object.entries({
    '--preset': preset,
    '--only': only,
    '--skip': skip,
    '--profile': profiles,
    '--fail-on': failOn,
    '--out': out,
  }).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (given.length > 0)
    throw new Failure(
      'USAGE',
      `${place} is a run folder, and is judged with the options it was run with: leave out ${given.join(', ')}, or judge ${path.join(place, 'target', 'exchanges.jsonl')}.`,
    )
}

const isRun = (place: string): boolean => existsSync(path.join(place, 'results.json'))
