import { faults } from '../../../stand-in/faults/catalogue.ts'
import { loadSuites } from '../../plan/load-suites.ts'
import { outColours } from '../colours.ts'
import { endpointsOf, type Endpoint } from '../deviation-endpoints.ts'

/** What the stand-in can show, a line each, or as JSON for programs that go through all of it. */
export async function listDeviations({ endpoint, json }: { endpoint?: Endpoint; json: boolean }): Promise<number> {
  const endpoints = endpointsOf(await loadSuites())
  const all = faults
    .map((deviation) => ({ ...deviation, endpoints: endpoints(deviation) }))
    .filter((one) => endpoint === undefined || one.endpoints.includes(endpoint))
    .map(({ name, about, seen = [], rules, endpoints: at }) => ({ name, about, seen, endpoints: at, rules }))
  if (json) console.log(JSON.stringify(all, null, 2))
  else
    for (const { name, about, endpoints: at } of all)
      console.log(`${name}  ${outColours.dim(at.join(',') || 'all')}  ${about}`)
  return 0
}
