/**
 * What an app does with a client. The first are the main flows: where one of them fails or gives something else than
 * from a conforming server, the client breaks. The others show limits.
 */
export const MAIN_FLOWS = [
  'text',
  'stream',
  'tools',
  'streamed tools',
  'object',
  'streamed object',
  'embeddings',
] as const
export const SIDE_FLOWS = ['usage', 'streamed usage', 'forced tool', 'no tool', 'stop', 'cap', 'error'] as const
export type FlowName = (typeof MAIN_FLOWS)[number] | (typeof SIDE_FLOWS)[number]

export const FLOWS: readonly FlowName[] = [...MAIN_FLOWS, ...SIDE_FLOWS]
export const isMain = (flow: FlowName): boolean => (MAIN_FLOWS as readonly string[]).includes(flow)

/** What came of one flow: what the client gave, the error it threw, or nothing in time. */
export type Outcome = { gave: unknown } | { threw: string } | { hung: true }

/** Whether a flow gave an app what it is for. Says nothing about wording, so that it holds for any server and model. */
export const worked = (flow: FlowName, outcome: Outcome): boolean => 'gave' in outcome && WORKED[flow](outcome.gave)

const WORKED: Record<FlowName, (gave: unknown) => boolean> = {
  text: hasText,
  stream: hasText,
  tools: calledAndAnswered,
  'streamed tools': calledAndAnswered,
  object: isPlace,
  'streamed object': isPlace,
  embeddings: (gave) => isList(gave) && gave.length === 2 && gave.every(isVector) && !isSame(gave[0], gave[1]),
  usage: allPositive,
  'streamed usage': allPositive,
  'forced tool': (gave) => isList(gave) && gave.length > 0 && gave.every((calls) => isList(calls) && calls.length > 0),
  'no tool': (gave) => isList(gave) && gave.length === 0,
  stop: (gave) => typeof gave === 'string' && !gave.includes('5'),
  cap: (gave) => JSON.stringify(gave).length < 120,
  error: (gave) => gave === true,
}

/** A text, or several ways to the same text. */
function hasText(gave: unknown): boolean {
  const texts = isFields(gave) ? Object.values(gave) : [gave]
  return texts.length > 0 && texts.every((text) => typeof text === 'string' && text.trim() !== '' && text === texts[0])
}

function calledAndAnswered(gave: unknown): boolean {
  if (!isFields(gave) || typeof gave['text'] !== 'string' || !isList(gave['calls'])) return false
  const inputs = gave['calls'].map((call) => (isFields(call) ? call['input'] : null))
  return inputs.length > 0 && inputs.every((input) => isFields(input) && typeof input['city'] === 'string')
}

function isPlace(gave: unknown): boolean {
  return isFields(gave) && typeof gave['city'] === 'string' && typeof gave['country'] === 'string'
}

const isVector = (value: unknown): boolean =>
  isList(value) && value.length > 8 && value.every(Number.isFinite) && value.some((number) => number !== 0)

function allPositive(gave: unknown): boolean {
  const numbers = [gave].flat(2)
  return numbers.length > 0 && numbers.every((number) => Number.isInteger(number) && Number(number) > 0)
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value)
const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
