import path from 'node:path'
import { roundRobin } from '../collect/round-robin.ts'
import { folderIn } from '../disk/own-files.ts'
import type { RunOptions } from '../record/options.ts'
import type { Answers } from '../recording/observe-recording.ts'
import type { Material } from '../report/formats.ts'
import { askTogether, AT_ONCE } from '../server/ask-side.ts'
import { environmentSecrets } from '../server/environment-secrets.ts'
import type { RunListener } from '../server/run-listener.ts'
import { serve } from '../server/serve-container.ts'
import { deadlines, type Environment } from '../server/sides.ts'
import type { Suite } from '../suite/suite.ts'
import { withoutUserInfo } from '../wire/address.ts'
import type { ReachableSide } from './compared-side.ts'
import { claimFolders } from './folders.ts'
import { judgeAlone } from './judge-alone.ts'
import { writeReports } from './reports.ts'
import { prepare } from './run.ts'

export interface AskSetup {
  options: RunOptions
  env: Environment
  command: string
  signal: AbortSignal
  listener: RunListener
}

/** A side that was asked anew, and judged. */
export interface AskedStage {
  material: Material
  answers: Answers
  /** Its suites as they were sent. */
  suites: readonly Suite[]
}

/** What to ask once more. */
export interface Further {
  /** Ids of suites. */
  suites: ReadonlySet<string>
  /** Which repetition it is, from 1. */
  pass: number
  /** How each suite is sent; as before where absent. */
  change?: (suite: Suite) => Suite
}

/** Asks the live sides once more, and gives the answers by the place of the side. */
export type AskAgain = (further: Further) => Promise<Map<number, Answers>>

type Prepared = Awaited<ReturnType<typeof prepare>> & {
  out: string
  name: string
  options: RunOptions
  moves: boolean
  secrets: string[]
}

/**
 * Opens every side that has to be asked, all at the same time, and asks them. `use` gets them by their place among the sides,
 * and a way to ask the live ones once more. Servers started here are stopped whatever happens.
 */
export async function askStages<T>(
  sides: readonly ReachableSide[],
  setup: AskSetup,
  use: (asked: Map<number, AskedStage>, askAgain: AskAgain) => Promise<T>,
): Promise<T> {
  const stops: (() => Promise<void>)[] = []
  const work = async (): Promise<T> => {
    const prepared = new Map<number, Prepared>()
    for (const [at, side] of sides.entries()) {
      if (side.kind === 'run' || side.kind === 'record') continue
      setup.listener.note(`${at + 1} of ${sides.length}: ${nameOf(side)}`)
      prepared.set(at, await openStage(side, `${at + 1}`, setup, stops))
    }
    const startedAt = new Date().toISOString()
    const answers = await askAll([...prepared.values()], setup)
    setup.listener.judging()
    const asked = new Map<number, AskedStage>()
    for (const [nth, [at, one]] of [...prepared].entries())
      asked.set(at, await judge(one, answers[nth] as Answers, setup, startedAt))
    return await use(asked, (further) => askLive(prepared, setup, further))
  }
  const [worked] = await Promise.allSettled([work()])
  const stopped = await Promise.allSettled(stops.map((stop) => stop()))
  if (worked.status === 'rejected') throw worked.reason
  const failed = stopped.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return worked.value
}

const nameOf = (side: ReachableSide): string =>
  side.kind === 'binary' && side.name !== undefined ? side.name : withoutUserInfo(side.place)

async function askLive(
  prepared: ReadonlyMap<number, Prepared>,
  setup: AskSetup,
  further: Further,
): Promise<Map<number, Answers>> {
  const live = [...prepared].filter(([, { target }]) => target.kind === 'live')
  if (further.suites.size === 0 || setup.signal.aborted || live.length === 0) return new Map()
  const answers = await askAll(
    live.map(([, one]) => one),
    setup,
    further,
  )
  return new Map(live.map(([at], nth) => [at, answers[nth] as Answers]))
}

async function openStage(
  side: ReachableSide,
  name: string,
  { options, env, signal, listener }: AskSetup,
  stops: (() => Promise<void>)[],
): Promise<Prepared> {
  let target = side.place
  if (side.kind === 'binary') {
    const server = await serve(
      side.engine ? { engine: side.engine, image: side.place } : { binary: side.place },
      env,
      signal,
    )
    stops.push(async () => {
      for (const line of await server.stop()) listener.note(line)
    })
    target = server.url
  }
  const out = folderIn(options.out, name)
  const own: RunOptions = {
    ...options,
    target,
    reference: 'none',
    via: undefined,
    out,
    record: undefined,
    failOn: 'never',
  }
  const access = { secrets: environmentSecrets(env), deadlines: deadlines(options.timeout), env, signal }
  const prepared = await prepare(own, access)
  stops.push(async () => prepared.target.close())
  const release = claimFolders(own, [prepared.target])
  stops.push(async () => release())
  listener.planned(prepared.plan, prepared.target, prepared.reference)
  return { ...prepared, out, name, options: own, moves: side.kind === 'binary', secrets: access.secrets }
}

/** All sides at the same time; live ones in turns, so that what slows the machine meets them alike. */
async function askAll(
  sides: readonly Prepared[],
  { signal, listener, options }: AskSetup,
  further?: Further,
): Promise<Answers[]> {
  const pass = further?.pass ?? 0
  const turns = roundRobin(sides.length)
  const asked = await askTogether(
    sides.map((side, at) => ({
      name: side.name,
      endpoint: side.target,
      dirs: [path.join(side.out, 'target')],
      passes: [pass],
      signal,
      moves: side.moves,
      // That the second pass goes on from the first need not be told.
      listener: pass > 0 ? { ...listener, note: () => {} } : listener,
      suites: side.plan.suites.flatMap(({ suite }) =>
        further === undefined ? [suite] : further.suites.has(suite.id) ? [further.change?.(suite) ?? suite] : [],
      ),
      // What the first pass brought stays beside what the second brings.
      options: { ...options, resume: options.resume || pass > 0 },
      concurrency: side.target.kind === 'live' ? (options.concurrency ?? turns[at] ?? 1) : AT_ONCE,
    })),
  )
  return asked.flat()
}

async function judge(
  { suites, plan, target, options, secrets }: Prepared,
  answers: Answers,
  { command, signal }: AskSetup,
  startedAt: string,
): Promise<AskedStage> {
  const material = judgeAlone({
    suites,
    plan,
    target,
    answers,
    options,
    secrets,
    known: [],
    interrupted: signal.aborted,
    command,
    startedAt,
  })
  await writeReports(material, options)
  return { material, answers, suites: plan.suites.map(({ suite }) => suite) }
}
