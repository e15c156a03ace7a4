import type { RunOptions } from '../../src/record/options.ts'
import type { RunRecord } from '../../src/record/record.ts'
import { cacheFolder } from '../../src/releases/cache-folder.ts'
import { releasesOf } from '../../src/releases/release.ts'
import { run } from '../../src/run/run.ts'
import type { RunListener } from '../../src/server/run-listener.ts'

const silent: RunListener = {
  note: () => {},
  planned: () => {},
  answered: () => {},
  suiteDone: () => {},
  judging: () => {},
  asking: () => {},
  writing: () => {},
}

const options = (change: Partial<RunOptions> & Pick<RunOptions, 'out'>): RunOptions => ({
  via: undefined,
  target: undefined,
  reference: 'observed',
  models: {},
  referenceModel: undefined,
  apiKeyEnv: undefined,
  referenceApiKeyEnv: undefined,
  only: [],
  skip: [],
  onlyFailed: undefined,
  shard: undefined,
  profiles: [],
  maxTokensTotal: 10_000,
  timeout: 120,
  concurrency: undefined,
  samples: 1,
  known: undefined,
  updateKnown: false,
  resume: false,
  record: undefined,
  formats: ['md', 'json'],
  failOn: 'never',
  ...change,
})

/** A whole run in this process: sending, judging, comparing, reports. */
export const suiteRun = (change: Partial<RunOptions> & Pick<RunOptions, 'out'>): Promise<RunRecord> =>
  run({
    options: options(change),
    env: process.env,
    releases: releasesOf({ cache: cacheFolder(process.env), env: process.env }),
    command: 'bench',
    signal: new AbortController().signal,
    listener: silent,
  }).then(({ record }) => record)
