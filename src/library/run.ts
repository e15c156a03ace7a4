import { checkOptions, DEFAULT_OPTIONS } from '../record/check-options.ts'
import type { RunOptions } from '../record/options.ts'
import type { RunRecord } from '../record/record.ts'
import { cacheFolder } from '../releases/cache-folder.ts'
import { releasesOf } from '../releases/release.ts'
import { run as runSuite } from '../run/run.ts'
import type { Environment } from '../server/side-name.ts'

/** What a run gets from the program around it. */
export interface Surroundings {
  /** The environment variables that count: keys, `OLLAMA_HOST`. None where absent; give `process.env` for those of the process. */
  env?: Environment
  /** Ends the sending. What was answered until then is judged, and the record says that the run was interrupted. */
  signal?: AbortSignal
  /** What a person should know, a line at a time: that a server stopped answering, for example. */
  note?: (line: string) => void
  /** Called when a side, `target` or `reference`, is through with a suite. */
  progress?: (done: { side: string; suites: number; of: number }) => void
}

/**
 * Sends, judges, compares, and writes the reports into `out`, as the command line does: same options, same defaults
 * (`maxTokensTotal` in tokens a side, `timeout` in seconds). A server that does not conform is an answer and no error: see
 * `summary` of the record. One run at a time in a process.
 * @throws Failure where it cannot be judged: options that make no run, a server that cannot be reached, a folder in use.
 */
export async function run(options: Partial<RunOptions> = {}, surroundings: Surroundings = {}): Promise<RunRecord> {
  const { env = {}, signal = new AbortController().signal, note, progress } = surroundings
  const through = new Map<string, number>()
  let of = 0
  const ignore = (): void => {}
  const { record } = await runSuite({
    options: checkOptions({ ...DEFAULT_OPTIONS, ...options }),
    env,
    releases: releasesOf({ cache: cacheFolder(env), env, note, signal }),
    signal,
    command: 'run() of the library',
    listener: {
      note: note ?? ignore,
      planned: (plan) => {
        of = plan.suites.length
      },
      asking: ignore,
      answered: ignore,
      suiteDone: (side) => {
        const suites = (through.get(side) ?? 0) + 1
        through.set(side, suites)
        progress?.({ side, suites, of })
      },
      judging: ignore,
      writing: ignore,
    },
  })
  return record
}
