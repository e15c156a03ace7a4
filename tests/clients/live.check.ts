import { markdownTable } from 'markdown-table'
import { test } from 'vitest'
import { driverOf, type Place } from '../../scripts/profiles/driver.ts'
import { FLOWS, worked, type FlowName, type Outcome } from '../../scripts/profiles/flows.ts'
import { plain } from '../../src/report/markdown-text.ts'
import { openServer } from '../../src/server/open.ts'
import { deadlines } from '../../src/server/sides.ts'
import { parseAddress } from '../../src/wire/address.ts'
import { installedOrSkipped, tested } from './tested.ts'

const {
  CLIENTS_TARGET: target,
  CLIENTS_API_KEY: apiKey,
  CLIENTS_MODEL: chat,
  CLIENTS_TOOLS_MODEL: tools,
  CLIENTS_EMBEDDING_MODEL: embedding,
} = process.env
const SECONDS = 120

/** Which models the flows go to; named ones first. @throws Failure in one line where no server answers. */
async function place(url: string): Promise<Place> {
  const named = Object.fromEntries(
    Object.entries({ chat, tools: tools ?? chat, embedding }).filter(([, name]) => name !== undefined),
  )
  const endpoint = await openServer({
    address: parseAddress(url, 'CLIENTS_TARGET'),
    keyHeaders: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
    apiKeyEnv: 'CLIENTS_API_KEY',
    secrets: apiKey === undefined ? [] : [apiKey],
    deadlines: deadlines(SECONDS),
    named,
  })
  endpoint.close()
  const { baseUrl: baseURL, models } = endpoint.info
  const names = { chat: models.chat.name, tools: models.tools.name, embedding: models.embedding.name }
  return {
    baseURL,
    apiKey: apiKey ?? 'sk-any',
    chat: names.chat ?? '',
    tools: names.tools ?? '',
    embedding: names.embedding ?? '',
  }
}

function cell(name: FlowName, outcome: Outcome | undefined): string {
  if (!outcome) return ''
  if (worked(name, outcome)) return 'works'
  if ('threw' in outcome) return `throws ${plain(outcome.threw, 60)}`
  return 'gave' in outcome ? `gives ${plain(JSON.stringify(outcome.gave) ?? 'nothing', 60)}` : 'hangs'
}

test.skipIf(target === undefined)(
  'the clients against CLIENTS_TARGET (skipped where it is not set)',
  { timeout: 3_600_000 },
  async (context) => {
    const at = await place(target ?? '')
    console.log(
      `${at.baseURL} with ${at.chat}, ${at.tools} for tools, ${at.embedding || 'no model'} for embeddings. A small model may be what keeps a flow from working.`,
    )
    const rows: string[][] = []
    for (const client of tested) {
      const driver = driverOf(client, await installedOrSkipped(client, context), at, SECONDS * 1000)
      const { flows } = await driver.ready()
      const outcomes = new Map<FlowName, Outcome>()
      for (const flow of flows) outcomes.set(flow, await driver.ask(flow))
      await driver.end()
      rows.push([client.profile, ...FLOWS.map((name) => cell(name, outcomes.get(name)))])
    }
    console.log(`\n${markdownTable([['client', ...FLOWS], ...rows])}`)
  },
)
