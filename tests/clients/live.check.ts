import { markdownTable } from 'markdown-table'
import { expect, test } from 'vitest'
import { plain } from '../../src/report/markdown-text.ts'
import { openServer } from '../../src/server/open.ts'
import { deadlines } from '../../src/server/sides.ts'
import { parseAddress } from '../../src/wire/address.ts'
import { MAIN_FLOWS, SIDE_FLOWS, type FlowName, type Place } from './client.ts'
import { clients } from './clients.ts'
import { placeAt, see, worked, type Outcome } from './see.ts'

const {
  CLIENTS_TARGET: target,
  CLIENTS_API_KEY: apiKey,
  CLIENTS_MODEL: chat,
  CLIENTS_TOOLS_MODEL: tools,
  CLIENTS_EMBEDDING_MODEL: embedding,
  CLIENTS_ONLY: only,
} = process.env
const SECONDS = 120
const FLOWS: FlowName[] = [...MAIN_FLOWS, ...SIDE_FLOWS]

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
  return placeAt(endpoint.info.baseUrl, endpoint.info.models, apiKey)
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
  async () => {
    const at = await place(target ?? '')
    console.log(
      `${at.baseURL} with ${at.chat}, ${at.tools} for tools, ${at.embedding || 'no model'} for embeddings. A small model may be what keeps a flow from working.`,
    )
    const rows: string[][] = []
    const chosen = clients.filter(({ profile }) => only === undefined || profile === only)
    for (const client of chosen) {
      const outcomes = await see(client, at, SECONDS * 1000)
      rows.push([client.profile, ...FLOWS.map((name) => (outcomes.has(name) ? cell(name, outcomes.get(name)) : ''))])
      console.log(
        `${client.profile}: ${[...outcomes].filter(([name, outcome]) => worked(name, outcome)).length} of ${outcomes.size} flows work`,
      )
    }
    console.log(`\n${markdownTable([['client', ...FLOWS], ...rows])}`)
    expect(
      rows.length,
      `CLIENTS_ONLY names none of ${clients.map(({ profile }) => profile).join(', ')}`,
    ).toBeGreaterThan(0)
  },
)
