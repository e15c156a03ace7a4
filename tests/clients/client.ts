/** Where a client is pointed at, and with which models. */
export interface Place {
  /** Base URL with `/v1`. */
  baseURL: string
  apiKey: string
  chat: string
  tools: string
  embedding: string
}

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
export type MainFlow = (typeof MAIN_FLOWS)[number]
export type SideFlow = (typeof SIDE_FLOWS)[number]
export type FlowName = MainFlow | SideFlow

/** What came of a flow, free of ids and times, so that two servers can be held against each other. */
export type Seen = unknown

export type Flow = (place: Place) => Promise<Seen>

/** One client as an app sets it up. */
export interface Client {
  /** Id of its profile. */
  profile: string
  /** The package that is driven, whose version the profile names. */
  package: string
  flows: Partial<Record<FlowName, Flow>>
}

/** A call of a tool, as the tool itself was given it. */
export interface ToolCall {
  name: string
  input: unknown
}
