import type { Finding } from '../finding.ts'
import { ignored, wrongType } from '../suite/findings.ts'
import type { Tests, Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import { asks, asksChat, succeeded } from './pool.ts'
import { asArray, chunkChoices, isObject, type JsonObject } from './reply.ts'
import { chunksOf, eachStream, endedByServer, errorEvents, firstFinding, holdsSomething } from './stream.ts'

/** A request for a legacy text completion. */
export const asksText = once((observation) => asks(observation, 'POST', /\/completions$/) && !asksChat(observation))

/** Answers of before lack fields that the contract has: in 2021 the counts, in 2023 others. */
export const TEXT_CONTRACT_SINCE = '2024-01-01'

/** The bodies of plain text completions. */
export const textBodies = (observation: Observation): JsonObject[] =>
  asksText(observation) &&
  succeeded(observation) &&
  observation.stream === null &&
  observation.json.ok &&
  isObject(observation.json.value) &&
  !isObject(observation.json.value['error'])
    ? [observation.json.value]
    : []

/** A text completion, plain or streamed. */
export const isTextReply = once((answer) => asksText(answer) && succeeded(answer) && answer.reply !== null)

/** A streamed text completion that was begun with success, also one cut short, whatever its events are. */
export const isBegunTextStream = once((answer) => asksText(answer) && answer.status === 200 && holdsSomething(answer))

/** One of which a client reads at least one chunk. */
export const isTextStream = (answer: Observation): boolean => isBegunTextStream(answer) && chunksOf(answer).length > 0

/** A stream that a client may take for a whole answer. */
export const isWholeTextStream = (answer: Observation): boolean =>
  isTextStream(answer) && endedByServer(answer) && errorEvents(answer).length === 0

/** What one chunk says of one choice. */
export interface TextPiece {
  path: string
  choice: JsonObject
  text: string
}

/** All pieces of a stream, by choice, in order. */
export const textPieces = (stream: Observation): Map<unknown, TextPiece[]> =>
  Map.groupBy(
    chunksOf(stream).flatMap(({ at, chunk }) =>
      chunkChoices(chunk).map((choice, place): TextPiece => ({
        path: `events[${at}].choices[${place}]`,
        choice,
        text: typeof choice['text'] === 'string' ? choice['text'] : '',
      })),
    ),
    ({ choice }) => choice['index'] ?? 0,
  )

/** Reads every choice of every stream. */
export const eachText = (
  tests: Tests,
  found: (pieces: readonly TextPiece[], stream: Observation) => Finding | undefined,
): Traffic => eachStream(tests, (stream) => firstFinding(textPieces(stream).values(), stream, found))

/** The old form of log probabilities: lists that run along the tokens. */
export interface TokenLists {
  tokens: unknown[]
  logprobs: unknown[]
  top: unknown[] | null
  offsets: unknown[]
}

/** The log probabilities of the first choice as sent, one object a plain answer or a piece of a stream. */
function logprobsSent(observation: Observation): JsonObject[] {
  const { stream, json } = observation
  const choices = stream
    ? chunksOf(observation).flatMap(({ chunk }) => chunkChoices(chunk))
    : json.ok && isObject(json.value)
      ? chunkChoices(json.value)
      : []
  return choices
    .filter(({ index }) => (index ?? 0) === 0)
    .map(({ logprobs }) => logprobs)
    .filter(isObject)
}

/** The lists of the first choice, of a plain answer or joined over a stream; null where none came. */
export function tokenLists(observation: Observation): TokenLists | null {
  const given = logprobsSent(observation).filter(({ tokens }) => Array.isArray(tokens))
  if (given.length === 0) return null
  const joined = (key: string): unknown[] => given.flatMap((one) => asArray(one[key]))
  const top = given.some((one) => Array.isArray(one['top_logprobs'])) ? joined('top_logprobs') : null
  return { tokens: joined('tokens'), logprobs: joined('token_logprobs'), top, offsets: joined('text_offset') }
}

/** What to say of an answer without lists: none came, or, as from llama.cpp, those of the chat endpoint. */
export function withoutLists(
  observation: Observation,
): Pick<Finding, 'kind' | 'path' | 'message' | 'expected' | 'actual'> {
  const [other] = logprobsSent(observation)
  const expected = 'lists that run along the tokens'
  return other
    ? wrongType(
        observation,
        '$.choices[0].logprobs',
        'log probabilities come in another form',
        expected,
        Object.keys(other),
      )
    : ignored(observation, '$.choices[0].logprobs', '`logprobs` changed nothing', expected, null)
}

/** The tokens as a text. */
export const joinedTokens = ({ tokens }: TokenLists): string =>
  tokens.filter((token) => typeof token === 'string').join('')

/** Beyond ASCII a character may be split over tokens, which then stand as bytes or replacement characters: nothing follows from their length. */
export const isAscii = (lists: TokenLists): boolean =>
  /^[\x00-\x7F]*$/.test(joinedTokens(lists)) && !joinedTokens(lists).includes('bytes:\\x')

/** Alternatives with a probability. */
export const alternatives = (entry: unknown): [token: string, logprob: number][] =>
  isObject(entry) ? Object.entries(entry).filter((pair): pair is [string, number] => typeof pair[1] === 'number') : []
