import type { ChosenModels } from '../../src/suite/models.ts'
import { OBJECT } from './asked.ts'
import { MAIN_FLOWS, SIDE_FLOWS, type Client, type Flow, type FlowName, type Place, type Seen } from './client.ts'

/** What came of one flow: what the client gave, the error it threw, or nothing in time. */
export type Outcome = { gave: Seen } | { threw: string } | { hung: true }

/** A server, with its models for the flows. */
export const placeAt = (baseURL: string, models: ChosenModels, apiKey = 'sk-any'): Place => ({
  baseURL,
  apiKey,
  chat: models.chat.name ?? '',
  tools: models.tools.name ?? '',
  embedding: models.embedding.name ?? '',
})

/** Nothing the stand-in does takes longer, so what lasts longer waits for something that never comes. */
const DEADLINE_MS = 10_000

/** Runs every flow of a client, one after the other. */
export async function see(client: Client, place: Place, deadline = DEADLINE_MS): Promise<Map<FlowName, Outcome>> {
  const outcomes = new Map<FlowName, Outcome>()
  for (const name of [...MAIN_FLOWS, ...SIDE_FLOWS]) {
    const flow = client.flows[name]
    if (flow) outcomes.set(name, await outcomeOf(flow, place, deadline))
  }
  return outcomes
}

async function outcomeOf(flow: Flow, place: Place, deadline: number): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Outcome>((done) => {
    timer = setTimeout(() => done({ hung: true }), deadline)
  })
  const ran = flow(place).then(
    (gave): Outcome => ({ gave }),
    (error: unknown): Outcome => ({
      threw: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    }),
  )
  return Promise.race([ran, late]).finally(() => clearTimeout(timer))
}

/** Whether a flow gave an app what it is for. Says nothing about wording, so that it holds for any server and model. */
export function worked(name: FlowName, outcome: Outcome): boolean {
  return 'gave' in outcome && WORKED[name](outcome.gave)
}

const WORKED: Record<FlowName, (gave: Seen) => boolean> = {
  text: hasText,
  stream: hasText,
  tools: calledAndAnswered,
  'streamed tools': calledAndAnswered,
  object: isObject,
  'streamed object': isObject,
  embeddings: (gave) =>
    Array.isArray(gave) &&
    gave.length === 2 &&
    gave.every(isVector) &&
    JSON.stringify(gave[0]) !== JSON.stringify(gave[1]),
  usage: allPositive,
  'streamed usage': allPositive,
  'forced tool': (gave) =>
    Array.isArray(gave) && gave.length > 0 && gave.every((calls) => Array.isArray(calls) && calls.length > 0),
  'no tool': (gave) => Array.isArray(gave) && gave.length === 0,
  stop: (gave) => typeof gave === 'string' && !gave.includes('5'),
  cap: (gave) => JSON.stringify(gave).length < 120,
  error: (gave) => gave === true,
}

/** A text, or several ways to the same text. */
function hasText(gave: Seen): boolean {
  const texts = typeof gave === 'object' && gave !== null ? Object.values(gave) : [gave]
  return texts.length > 0 && texts.every((text) => typeof text === 'string' && text.trim() !== '' && text === texts[0])
}

function calledAndAnswered(gave: Seen): boolean {
  if (typeof gave !== 'object' || gave === null || !('calls' in gave) || !Array.isArray(gave.calls)) return false
  return (
    gave.calls.length > 0 &&
    gave.calls.every(({ input }: { input?: { city?: unknown } }) => typeof input?.city === 'string') &&
    'text' in gave &&
    typeof gave.text === 'string'
  )
}

function isObject(gave: Seen): boolean {
  return OBJECT.safeParse(gave).success
}

const isVector = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 8 && value.every(Number.isFinite) && value.some((number) => number !== 0)

function allPositive(gave: Seen): boolean {
  const numbers = [gave].flat(2)
  return numbers.length > 0 && numbers.every((number) => Number.isInteger(number) && Number(number) > 0)
}
