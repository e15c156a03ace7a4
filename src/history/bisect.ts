/** What one asking of a release brought. `unavailable`: the release cannot be installed, started or asked. */
export interface Asked {
  state: 'holds' | 'fails' | 'open' | 'unavailable'
  /** What was found, or why nothing was judged. */
  reason: string
}

/** Asks a release. `time` counts from 1: what decides is asked again. */
export type AskRelease = (version: string, time: number) => Promise<Asked>

export interface BisectStep {
  version: string
  /** `unsteady`: it held and failed at the same release. */
  state: Asked['state'] | 'unsteady'
  reason: string
  /** Releases that may still be the one. */
  left: number
}

/** What a bisection found. */
export type Bisected =
  | {
      kind: 'flipped'
      holds: string
      fails: string
      /** Releases between these two that gave no verdict; where there are any, each of them may be the one. */
      between: string[]
    }
  | { kind: 'wrong-end'; end: 'good' | 'bad'; step: BisectStep }
  | { kind: 'unsteady'; step: BisectStep }

/**
 * Halves a list of releases, which begins with one in which something holds and ends with one in which it fails, until two
 * neighbours are left between which it flips. A release without a verdict is passed over. Pure but for `ask` and `tell`.
 */
export async function bisect(
  versions: readonly string[],
  ask: AskRelease,
  tell: (step: BisectStep) => void,
): Promise<Bisected> {
  let [low, high] = [0, versions.length - 1]
  const passedOver = new Set<number>()
  const left = (): number => {
    const inside = high - low - 1 - [...passedOver].filter((at) => at > low && at < high).length
    return inside + 1
  }
  const judge = async (at: number): Promise<Omit<BisectStep, 'left'>> => settled(versions[at] ?? '', ask)
  for (const end of ['good', 'bad'] as const) {
    const step = { ...(await judge(end === 'good' ? low : high)), left: left() }
    tell(step)
    if (step.state === 'unsteady') return { kind: 'unsteady', step }
    if (step.state !== (end === 'good' ? 'holds' : 'fails')) return { kind: 'wrong-end', end, step }
  }
  for (let at = middle(low, high, passedOver); at !== undefined; at = middle(low, high, passedOver)) {
    const found = await judge(at)
    if (found.state === 'holds') low = at
    else if (found.state === 'fails') high = at
    else passedOver.add(at)
    const step = { ...found, left: left() }
    tell(step)
    if (step.state === 'unsteady') return { kind: 'unsteady', step }
  }
  return {
    kind: 'flipped',
    holds: versions[low] ?? '',
    fails: versions[high] ?? '',
    between: versions.slice(low + 1, high),
  }
}

/** The release nearest to the middle that was not passed over; undefined where none is left. */
function middle(low: number, high: number, passedOver: ReadonlySet<number>): number | undefined {
  const inside = Array.from({ length: Math.max(0, high - low - 1) }, (_, at) => low + 1 + at)
  const distance = (at: number): number => Math.abs(2 * at - low - high)
  return inside.filter((at) => !passedOver.has(at)).sort((a, b) => distance(a) - distance(b))[0]
}

/** So many askings have to agree. */
const AGREEING = 2

/** Asks a release until two askings agree. One that held and failed by itself decides nothing. */
async function settled(version: string, ask: AskRelease): Promise<Omit<BisectStep, 'left'>> {
  const asked: Asked[] = []
  const count = (state: Asked['state']): number => asked.filter((one) => one.state === state).length
  for (;;) {
    const one = await ask(version, asked.length + 1)
    asked.push(one)
    if (one.state === 'unavailable') return { version, ...one }
    if (count('holds') > 0 && count('fails') > 0)
      return { version, state: 'unsteady', reason: asked.map(({ state }) => state).join(', then ') }
    if (count(one.state) >= AGREEING) return { version, ...one }
  }
}
