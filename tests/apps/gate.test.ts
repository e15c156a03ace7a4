import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { deviationNamed } from '../../src/deviations/catalogue.ts'
import { cli, folder } from '../cli/command-line.ts'
import { standIn } from '../cli/servers.ts'
import { agreement } from './agreement.ts'
import { javascriptApps } from './apps.ts'
import { learned, part } from './learned.ts'
import { requestsOf } from './truth.ts'

const BREAKS = 'embeddings-reversed'
const SURVIVED = 'embeddings-index-0'

/** One app and a few deviations; `gate.check.ts` has all apps. */
test('the gate that is learned of a search is green and red as the search is', async () => {
  const app = javascriptApps.find(({ name }) => name.startsWith('search'))
  if (!app) throw new Error('there is no such app')
  const isMeant = part(0, 6)
  const { profile, tried } = await learned(
    app,
    await requestsOf(app),
    (one) => isMeant(one) || [BREAKS, SURVIVED].includes(one.name),
  )
  expect(tried.length).toBeGreaterThan(10)
  const truth = new Map(
    tried.map(({ deviation: { name }, result: { result } }) => [
      name,
      { result: result === 'breaks' ? ('failed' as const) : ('fine' as const) },
    ]),
  )
  const shown = tried.flatMap(({ deviation }) => (deviation.name.includes(':') ? [] : [deviation]))
  expect(await agreement(profile, shown, truth)).toMatchObject({ missed: [], falseRed: [], open: [] })
  const file = path.join(folder(), 'my-app.yaml')
  writeFileSync(file, stringify(profile))
  const exitOn = async (name?: string): Promise<number | null> => {
    const { url } = await standIn(name === undefined ? {} : { hooks: deviationNamed(name).hooks })
    return (await cli(['run', '--target', url, '--profile', file, '--reference', 'none', '--out', folder()])).code
  }
  expect({ conforming: await exitOn(), broken: await exitOn(BREAKS), survived: await exitOn(SURVIVED) }).toEqual({
    conforming: 0,
    broken: 1,
    survived: 0,
  })
})
