import type { Observation } from '../wire/observe.ts'
import { chunkChoices, deltaOf, numberedChunks } from './reply.ts'

/** Small enough that a counting model is far from done, large enough to hold a few numbers. */
export const CAP = 5

/** No tokenizer puts more than this many characters of a counted list into one token. */
const WIDEST_TOKEN = 8

/** The cap of a request as it was sent: for a model that thinks before it answers it is higher than its probe has it. */
export function capSent({ request }: Observation, declared = CAP): number {
  const sent = request['max_tokens'] ?? request['max_completion_tokens'] ?? request['max_output_tokens']
  return typeof sent === 'number' ? sent : declared
}

/** Tells from the text alone that the cap did not hold, for servers whose counts cannot be trusted. */
export const longerThanCap = (said: string, cap = CAP): boolean => said.length > cap * WIDEST_TOKEN

/** Chunks with text that do not stand for a token of the answer: an opening blank, a character put together at the end. */
export const SPARE_CHUNKS = 2

/** Chunks of a stream in which one of these fields of the delta holds text; with servers that send a chunk a token this counts tokens. */
export const textChunks = (observation: Observation, fields: readonly string[] = ['content']): number =>
  numberedChunks(observation).filter(({ chunk }) =>
    chunkChoices(chunk).some((choice) =>
      fields.some((key) => typeof deltaOf(choice)[key] === 'string' && deltaOf(choice)[key] !== ''),
    ),
  ).length
