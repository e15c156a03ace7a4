import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shippedProfiles } from '../../src/policy/profile-file.ts'
import { startStandIn, type RunningStandIn } from '../../stand-in/http-server.ts'
import { standInModels } from '../../stand-in/models.ts'
import { clients } from './clients.ts'
import { placeAt, see, worked } from './see.ts'

/** A server that behaves like OpenAI, on this machine: every flow of every client must work. */
let server: RunningStandIn
beforeAll(async () => {
  server = await startStandIn({ pace: 0.05 })
})
afterAll(() => server.stop())

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(`tests/clients/node_modules/${name}/package.json`, 'utf8')) as { version: string }).version

describe.each(clients)('$profile', (client) => {
  test('works with a conforming server', async () => {
    const outcomes = await see(client, placeAt(`${server.url}/v1`, standInModels))
    expect([...outcomes].filter(([name, outcome]) => !worked(name, outcome))).toEqual([])
    expect(outcomes.size).toBe(Object.keys(client.flows).length)
  })

  test('is of the version that its profile is about', () => {
    const profile = shippedProfiles().find(({ id }) => id === client.profile)
    expect(profile?.version).toBe(versionOf(client.package))
  })
})
