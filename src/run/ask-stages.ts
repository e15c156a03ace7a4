import path from 'node:path'
import { roundRobin } from '../collect/round-robin.ts'
import { folderIn } from '../disk/own-files.ts'
import type { RunOptions } from '../record/options.ts'
import type { RunRecord } from '../record/record.ts'
import type { Answers } from '../recording/observe-recording.ts'
import { askTogether, AT_ONCE } from '../server/ask-side.ts'
import { environmentSecrets } from '../server/environment-secrets.ts'
import type { RunListener } from '../server/run-listener.ts'
import { serveOllama } from '../server/serve.ts'
import { deadlines, type Environment } from '../server/sides.ts'
import type { Suite } from '../suite/suite.ts'
import { withoutUserInfo } from '../wire/address.ts'
import type { UpgradeSide } from './compared-side.ts'
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
  record: RunRecord
  answers: Answers
  again?: Answers
}

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
  sides: readonly UpgradeSide[],
  setup: AskSetup,
  use: (asked: Map<number, AskedStage>, askAgain: (suites: readonly Suite[]) => Promise<void>) => Promise<T>,
): Promise<T> {
  const stops: (() => Promise<void>)[] = []
  const work = async (): Promise<T> => {
    const prepared = new Map<number, Prepared>()
    for (const [at, side] of sides.entries()) {
      if (side.kind === 'run' || side.kind === 'record') continue
      setup.listener.note(`${at + 1} of ${sides.length}: ${withoutUserInfo(side.place)}`)
      prepared.set(at, await openStage(side, `${at + 1}`, setup, stops))
    }
    const startedAt = new Date().toISOString()
    const answers = await askAll([...prepared.values()], setup, 0)
    setup.listener.judging()
    const asked = new Map<number, AskedStage>()
    for (const [nth, [at, one]] of [...prepared].entries())
      asked.set(at, await judge(one, answers[nth] as Answers, setup, startedAt))
    return await use(asked, async (suites) => {
      const live = [...prepared].filter(([, { target }]) => target.kind === 'live')
      if (suites.length === 0 || setup.signal.aborted || live.length === 0) return
      const again = await askAll(
        live.map(([, one]) => one),
        setup,
        1,
        suites,
      )
      for (const [nth, [at]] of live.entries())
        asked.set(at, { ...(asked.get(at) as AskedStage), again: again[nth] as Answers })
    })
  }
  const [worked] = await Promise.allSettled([work()])
  const stopped = await Promise.allSettled(stops.map((stop) => stop()))
  if (worked.status === 'rejected') throw worked.reason
  const failed = stopped.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return worked.value
}

async function openStage(
  side: UpgradeSide,
  name: string,
  { options, env, signal, listener }: AskSetup,
  stops: (() => Promise<void>)[],
): Promise<Prepared> {
  let target = side.place
  if (side.kind === 'binary') {
    const server = await serveOllama(side.place, env)
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
  pass: number,
  only?: readonly Suite[],
): Promise<Answers[]> {
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
      suites: side.plan.suites
        .map(({ suite }) => suite)
        .filter(({ id }) => only === undefined || only.some((one) => one.id === id)),
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
  const { record, evidence } = judgeAlone({
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
  await writeReports({ record, evidence }, options)
  return { record, answers }
}
