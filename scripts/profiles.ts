/**
 * `npm run profiles [-- ID…] [--jobs N] [--budget MINUTES] [--new] [--check]`: shows known clients each deviation, and writes what came of it into
 * their profiles. What a client has no time for in its budget is listed as not tried. `--new` tries only what
 * their profiles have no result for. `--check` writes nothing, and fails where a result is another one than the profile says.
 */
import { parseArgs } from 'node:util'
import { markdownTable } from 'markdown-table'
import pLimit from 'p-limit'
import { writeWhole } from '../src/disk/write-whole.ts'
import { rulesOf } from '../src/judge/rules.ts'
import type { Result } from '../src/learn/measure/origin.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { bundleProfiles } from './bundle-profiles.ts'
import { knownClients, type KnownClient } from './profiles/client-file.ts'
import { install, type Installed } from './profiles/install.ts'
import { measureClient, type Measured } from './profiles/measure-client.ts'
import { asText, dropUnknown, profileFile, profileOf, resultsIn, withMeasured } from './profiles/write-profile.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '2' },
    budget: { type: 'string' },
    check: { type: 'boolean', default: false },
    new: { type: 'boolean', default: false },
  },
})
const today = new Date().toISOString().slice(0, 10)
// The profiles could not be bundled in the end if one named a deviation that is gone.
for (const client of values.check ? [] : knownClients()) {
  const document = profileOf(client)
  if (dropUnknown(document)) writeWhole(profileFile(client), asText(document))
}
const rules = (await loadSuites()).flatMap(rulesOf).map(({ id }) => id)
const rows = [['client', 'version', 'breaks', 'limits', 'survives', 'flaky', 'not tried', 'changed', 'seconds']]
const changes: string[] = []
let failed = false

/** One after the other, because some share a folder. */
async function installed(clients: readonly KnownClient[]): Promise<[KnownClient, Installed][]> {
  const there: [KnownClient, Installed][] = []
  for (const client of clients) {
    try {
      there.push([client, await install(client)])
    } catch (error) {
      console.error((error as Error).message)
    }
  }
  return there
}

async function profile(client: KnownClient, place: Installed): Promise<void> {
  const began = performance.now()
  const document = profileOf(client)
  const before = resultsIn(document)
  const measured = await measureClient(client, place, {
    known: (version) => (values.new && document.get('version') === version ? before : new Map()),
    budgetMs: Number(values.budget ?? Infinity) * 60_000,
    onTried: (done, of) => {
      if (done % 100 === 0) console.error(`${client.profile}: ${done} of ${of}`)
    },
  })
  const text = withMeasured(document, measured, today, rules)
  const after = resultsIn(document)
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name)?.result !== after.get(name)?.result,
  )
  if (!values.check) writeWhole(profileFile(client), text)
  else if (changed.length > 0) failed = true
  if (before.size > 0) changes.push(...changed.map((name) => changeOf(client, name, before, after, measured)))
  const counts = ['breaks', 'limits', 'survives', 'flaky', 'not-tried'].map(
    (result) => `${[...after.values()].filter((one) => one.result === result).length}`,
  )
  const seconds = Math.round((performance.now() - began) / 1000)
  rows.push([client.profile, measured.version, ...counts, `${changed.length}`, `${seconds}`])
}

type Results = ReadonlyMap<string, Result>

function changeOf({ profile: id }: KnownClient, name: string, before: Results, after: Results, of: Measured): string {
  const shows = of.results.find((one) => one.name === name)?.shows
  return `${id}: ${name} ${before.get(name)?.result ?? 'new'} → ${after.get(name)?.result ?? 'gone'}${shows ? ` (${shows})` : ''}`
}

function chosen(): KnownClient[] {
  try {
    return knownClients(positionals)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(2)
  }
}

const limit = pLimit(Number(values.jobs))
await Promise.all(
  (await installed(chosen())).map(([client, place]) =>
    limit(() => profile(client, place)).catch((error: unknown) => {
      failed = true
      console.error((error as Error).message)
    }),
  ),
)
if (!values.check) bundleProfiles()
const MOST = 30
console.log(markdownTable(rows))
for (const change of changes.slice(0, MOST)) console.log(change)
if (changes.length > MOST) console.log(`and ${changes.length - MOST} more`)
process.exitCode = failed ? 1 : 0
