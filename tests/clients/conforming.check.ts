import { describe, expect, test } from 'vitest'
import { driverOf, type Driver } from '../../scripts/profiles/driver.ts'
import { worked, type Outcome } from '../../scripts/profiles/flows.ts'
import { placeAt, standIn } from '../../scripts/profiles/server.ts'
import { startInjecting } from '../../src/learn/measure/injecting.ts'
import { shippedProfiles } from '../../src/policy/profile-file.ts'
import { installedOrSkipped, tested } from './tested.ts'

/** A server that behaves like OpenAI, on this machine: every flow of every client must work. */
describe.each(tested)('$profile', (client) => {
  test(
    'works with a conforming server, in the version that its profile is about',
    { timeout: 900_000 },
    async (context) => {
      const installed = await installedOrSkipped(client, context)
      const server = await startInjecting(standIn())
      let driver: Driver | undefined
      try {
        driver = driverOf(client, installed, placeAt(server.url, client))
        const { version, flows } = await driver.ready()
        const failed: [string, Outcome][] = []
        for (const flow of flows) {
          const outcome = await driver.ask(flow)
          if (!worked(flow, outcome)) failed.push([flow, outcome])
        }
        expect(failed).toEqual([])
        expect(flows.length).toBeGreaterThan(0)
        const profile = shippedProfiles().find(({ id }) => id === client.profile)
        expect(profile?.measured?.version).toBe(version)
      } finally {
        await driver?.end()
        await server.close()
      }
    },
  )
})
