import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { markdownTable } from 'markdown-table'
import { afterAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { deviations } from '../../src/deviations/catalogue.ts'
import type { Deviation } from '../../src/deviations/deviation.ts'
import { cli, folder } from '../cli/command-line.ts'
import { standIn } from '../cli/servers.ts'
import { agreement, share, type Agreement } from './agreement.ts'
import { javascriptApps, pythonApps, type App } from './apps.ts'
import { heldOut } from './held-out.ts'
import { learned, part } from './learned.ts'
import { installPython } from './python.ts'
import { requestsOf, touching, truthOf } from './truth.ts'

/** A measurement of many minutes, so only where it is asked for: `APPS_PART=1` learns all deviations, 4 every fourth. */
const { APPS_PART: asked } = process.env
const PART = Number(asked ?? 4)
/** A gate in CI has to be quick. */
const MOST_GATE_MS = 60_000

const noPython = asked === undefined ? 'not asked for' : installPython()
if (asked !== undefined && noPython !== null) process.stderr.write(`${noPython}\n`)

const rows: string[][] = []
const total = { right: 0, of: 0 }

const cell = ({ right, of, missed, falseRed, open }: Agreement): string =>
  `${right} of ${of}${[...missed, ...falseRed, ...open].length > 0 ? ` (not ${[...missed, ...falseRed, ...open].join(', ')})` : ''}`

/** The deviations of that part that change what the app gets, and what it did with each, seen live. */
async function judged(
  app: App,
  defects: readonly Deviation[],
  profile: Parameters<typeof agreement>[0],
): Promise<Agreement> {
  return agreement(profile, defects, await truthOf(app, defects))
}

describe.runIf(asked !== undefined).each([...javascriptApps, ...(noPython === null ? pythonApps : [])])(
  'the gate of $name',
  (app) => {
    test('is true', async () => {
      const requests = await requestsOf(app)
      const isMeant = part(0, PART)
      const { profile } = await learned(app, requests, isMeant)
      const touched = touching(deviations, requests)
      const tried = await judged(app, touched.filter(isMeant), profile)
      const strange = await judged(app, touching(heldOut, requests), profile)
      const unmet = new Set(profile.deviations?.unmet)
      const others = deviations.filter((one) => unmet.has(one.name) && part(1, 20)(one))
      const untouched = await agreement(profile, others, new Map())
      const gate = await runGate(profile)
      rows.push([app.name, cell(tried), cell(untouched), cell(strange), gate.told])
      total.right += strange.right
      total.of += strange.of
      expect(gate.code).toBe(0)
      expect(gate.ms).toBeLessThan(MOST_GATE_MS)
      expect(share(tried), cell(tried)).toBeGreaterThanOrEqual(0.95)
      expect(share(untouched), cell(untouched)).toBeGreaterThanOrEqual(0.95)
    })
  },
)

async function runGate(profile: object): Promise<{ code: number | null; ms: number; told: string }> {
  const file = path.join(folder(), 'my-app.yaml')
  writeFileSync(file, stringify(profile))
  const { url } = await standIn()
  const start = performance.now()
  const args = ['run', '--target', url, '--profile', file, '--reference', 'none', '--out', folder()]
  const { code, stdout, stderr } = await cli(args)
  const ms = performance.now() - start
  const [, sent = '?'] = /(\d+ requests, \d+ tokens)/.exec(stderr + stdout) ?? []
  return { code, ms, told: `${sent}, ${Math.round(ms / 1000)} s` }
}

afterAll(() => {
  const head = ['App', 'Deviations that were tried', 'Others', 'Defects of no list', 'One run of the gate']
  process.stdout.write(`${markdownTable([head, ...rows])}\nDefects of no list: ${total.right} of ${total.of}\n`)
})
