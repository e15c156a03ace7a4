import { describe, expect, test } from 'vitest'
import { bisect, type Asked, type Bisected, type BisectStep } from './bisect.ts'

const releases = (count: number): string[] => Array.from({ length: count }, (_, at) => `0.${at}.0`)
const minor = (version: string): number => Number(version.split('.')[1])

interface Halved {
  found: Bisected
  steps: BisectStep[]
  asked: string[]
}

/** What is asked is answered with a state, or with one for each time. */
async function halved(
  versions: string[],
  states: (version: string) => Asked['state'] | Asked['state'][],
): Promise<Halved> {
  const [steps, asked]: [BisectStep[], string[]] = [[], []]
  const found = await bisect(
    versions,
    async (version, time) => {
      asked.push(`${version}#${time}`)
      const said = [states(version)].flat()
      return { state: said[time - 1] ?? said.at(-1) ?? 'open', reason: 'why' }
    },
    (step) => steps.push(step),
  )
  return { found, steps, asked }
}

const from = (at: number) => (version: string) => (minor(version) >= at ? ('fails' as const) : ('holds' as const))

describe('a bisection', () => {
  test.for([2, 3, 4, 10, 65, 200])(
    'finds any flip among %i releases in the steps that halving takes',
    async (count) => {
      for (let at = 1; at < count; at++) {
        const { found, steps } = await halved(releases(count), from(at))
        expect(found).toEqual({ kind: 'flipped', holds: `0.${at - 1}.0`, fails: `0.${at}.0`, between: [] })
        expect(steps.length).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(count - 1)))
      }
    },
  )

  test('asks everything twice, and says how many releases are left', async () => {
    const { steps, asked } = await halved(releases(5), from(3))
    expect(asked).toEqual(['0.0.0', '0.4.0', '0.2.0', '0.3.0'].flatMap((one) => [`${one}#1`, `${one}#2`]))
    expect(steps.map(({ version, state, left }) => [version, state, left])).toEqual([
      ['0.0.0', 'holds', 4],
      ['0.4.0', 'fails', 4],
      ['0.2.0', 'holds', 2],
      ['0.3.0', 'fails', 1],
    ])
  })

  test('goes in the order that it is given: from newer to older it finds what was mended', async () => {
    const { found } = await halved(releases(9).reverse(), (version) => (minor(version) < 4 ? 'fails' : 'holds'))
    expect(found).toEqual({ kind: 'flipped', holds: '0.4.0', fails: '0.3.0', between: [] })
  })

  test.for<Asked['state'][]>([
    ['holds', 'fails'],
    ['fails', 'holds'],
    ['open', 'fails', 'holds'],
  ])('ends where a release does both: %s', async (states) => {
    const { found } = await halved(releases(5), (version) => (version === '0.2.0' ? states : from(2)(version)))
    expect(found).toMatchObject({
      kind: 'unsteady',
      step: { version: '0.2.0', state: 'unsteady', reason: states.join(', then ') },
    })
  })

  test('ends also where an end does both', async () => {
    const { found, asked } = await halved(releases(5), (version) =>
      version === '0.4.0' ? ['fails', 'holds'] : 'holds',
    )
    expect(found).toMatchObject({ kind: 'unsteady', step: { version: '0.4.0' } })
    expect(asked).toHaveLength(4)
  })

  test('an asking that is open once is no verdict: two that agree are', async () => {
    const { found, asked } = await halved(releases(3), (version) =>
      version === '0.1.0' ? ['open', 'fails', 'fails'] : from(1)(version),
    )
    expect(found).toEqual({ kind: 'flipped', holds: '0.0.0', fails: '0.1.0', between: [] })
    expect(asked.filter((one) => one.startsWith('0.1.0'))).toEqual(['0.1.0#1', '0.1.0#2', '0.1.0#3'])
  })

  test('a release that is open twice is passed over for its neighbour', async () => {
    const { found, asked } = await halved(releases(7), (version) => (version === '0.3.0' ? 'open' : from(5)(version)))
    expect(found).toEqual({ kind: 'flipped', holds: '0.4.0', fails: '0.5.0', between: [] })
    expect(asked.filter((one) => one.startsWith('0.3.0'))).toEqual(['0.3.0#1', '0.3.0#2'])
    expect(asked).toContain('0.2.0#1')
  })

  test('a release that cannot be had is asked for once, and stays among those that may be the one', async () => {
    const { found, steps, asked } = await halved(releases(5), (version) =>
      version === '0.2.0' ? 'unavailable' : from(3)(version),
    )
    expect(asked.filter((one) => one.startsWith('0.2.0'))).toEqual(['0.2.0#1'])
    expect(steps.map(({ state }) => state)).toContain('unavailable')
    expect(found).toEqual({ kind: 'flipped', holds: '0.1.0', fails: '0.3.0', between: ['0.2.0'] })
  })

  test('where none between can be had, all of them may be the one', async () => {
    const { found, asked } = await halved(releases(6), (version) =>
      ['0.0.0', '0.5.0'].includes(version) ? from(3)(version) : 'unavailable',
    )
    expect(found).toEqual({
      kind: 'flipped',
      holds: '0.0.0',
      fails: '0.5.0',
      between: ['0.1.0', '0.2.0', '0.3.0', '0.4.0'],
    })
    expect(asked).toHaveLength(2 + 2 + 4)
  })

  test.for<[Asked['state'], Asked['state'], 'good' | 'bad', number]>([
    ['fails', 'fails', 'good', 2],
    ['open', 'fails', 'good', 2],
    ['unavailable', 'fails', 'good', 1],
    ['holds', 'holds', 'bad', 4],
    ['holds', 'open', 'bad', 4],
  ])('ends at once where its ends are %s and %s', async ([first, last, end, askings]) => {
    const { found, asked } = await halved(releases(9), (version) => (version === '0.0.0' ? first : last))
    expect(found).toMatchObject({ kind: 'wrong-end', end, step: { state: end === 'good' ? first : last } })
    expect(asked).toHaveLength(askings)
  })

  test('where it flips several times, two neighbours are found between which it does', async () => {
    const states = (version: string): Asked['state'] => ([3, 4, 8, 9].includes(minor(version)) ? 'fails' : 'holds')
    const { found } = await halved(releases(10), states)
    expect(found.kind).toBe('flipped')
    if (found.kind !== 'flipped') return
    expect([states(found.holds), states(found.fails)]).toEqual(['holds', 'fails'])
    expect(minor(found.fails) - minor(found.holds)).toBe(1)
  })
})
