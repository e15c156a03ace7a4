import { createHash } from 'node:crypto'
import { isObject, type JsonObject } from '../src/deviations/server-reply.ts'
import { tokensOf } from '../src/deviations/tokens.ts'
import { letters } from './ids.ts'

/** Words the model could say in place of the one it is surest of, and how much less it is for each. */
const INSTEAD = [' sea', ' light', ' wind', ' stone', ' song', ' road', ' night', ' leaf']
const SUREST = 6
const NEXT = 4.5
const STEP = 0.25
/** Up to here the surest word is said every time; above, words are drawn by chance. */
const CERTAIN = 1
/** Tokens of an answer that a bias keeps from ending, where nothing else does. */
const ENDLESS = 64
/** A bias from here on lets the model say nothing else, not even that it is done. */
const EXCLUSIVE = 50

interface Candidate {
  token: string
  logit: number
}

let draws = 0

/** Begins the draws anew: the same requests in the same order are then answered with the same words. */
export const restartDraws = (): void => {
  draws = 0
}

/** The script as this request has it said: drawn at a temperature, within the nucleus, under penalties and biases. */
export function sampled(script: string, request: JsonObject): string {
  const planned = tokensOf(script)
  const biases = biasesOf(request)
  const length = biases.some(({ bias }) => bias >= EXCLUSIVE) ? ENDLESS : planned.length
  if (length === 0 || !alters(request, biases)) return script
  const salt = typeof request['seed'] === 'number' ? `seed ${request['seed']}` : `draw ${draws++}`
  const said: string[] = []
  for (let at = 0; at < length; at++) {
    const candidates = candidatesAt(planned[at], said, biases).map(({ token, logit }) => ({
      token,
      logit: logit - penalty(token, said, request),
    }))
    said.push(chosen(candidates, request, chance(`${salt} ${at} ${script}`)))
  }
  return said.join('')
}

/** Whether anything in the request could make the model say other words than the script's. */
const alters = (request: JsonObject, biases: readonly unknown[]): boolean =>
  number(request['temperature'], 1) > CERTAIN ||
  number(request['presence_penalty'], 0) !== 0 ||
  number(request['frequency_penalty'], 0) !== 0 ||
  biases.length > 0

const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)

/** The word of the script first, then others, the last one said among them. */
function candidatesAt(
  planned: string | undefined,
  said: readonly string[],
  biases: readonly { token: string; bias: number }[],
): Candidate[] {
  const others = [...said.slice(-1), ...INSTEAD.slice(said.length % 3), ...INSTEAD.slice(0, said.length % 3)].filter(
    (token) => token !== planned,
  )
  const all = [
    ...(planned === undefined ? [] : [{ token: planned, logit: SUREST }]),
    ...[...new Set(others)].map((token, rank) => ({ token, logit: NEXT - STEP * rank })),
  ]
  const biased = new Map(biases.map(({ token, bias }) => [token, bias]))
  const added = [...biased]
    .filter(([token]) => !all.some((one) => one.token === token))
    .map(([token]) => ({ token, logit: 0 }))
  return [...all, ...added].map(({ token, logit }) => ({ token, logit: logit + (biased.get(token) ?? 0) }))
}

function penalty(token: string, said: readonly string[], request: JsonObject): number {
  const times = said.filter((one) => one === token).length
  return times * number(request['frequency_penalty'], 0) + (times > 0 ? number(request['presence_penalty'], 0) : 0)
}

function chosen(candidates: readonly Candidate[], request: JsonObject, luck: number): string {
  const temperature = number(request['temperature'], 1)
  const ranked = candidates.toSorted((a, b) => b.logit - a.logit)
  const surest = ranked[0]?.token ?? ''
  if (temperature <= CERTAIN) return surest
  const weights = ranked.map(({ logit }) => Math.exp(logit / temperature))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let mass = 0
  const nucleus = weights.findIndex((weight) => (mass += weight / total) >= number(request['top_p'], 1)) + 1
  const kept = nucleus > 0 ? nucleus : weights.length
  const within = weights.slice(0, kept).reduce((sum, weight) => sum + weight, 0)
  let left = luck * within
  return ranked.slice(0, kept).find((_, rank) => (left -= weights[rank] ?? 0) <= 0)?.token ?? surest
}

/** Between 0 and 1, the same for the same words. */
const chance = (words: string): number => createHash('sha256').update(words).digest().readUInt32LE(0) / 2 ** 32

/** The token that an id of a bias stands for. */
const tokenOf = (id: string): string => ` ${letters(`token ${id}`, 60).replaceAll(/\d/g, '').slice(0, 3).toLowerCase()}`

const biasesOf = ({ logit_bias: biases }: JsonObject): { token: string; bias: number }[] =>
  isObject(biases)
    ? Object.entries(biases).flatMap(([id, bias]) => (typeof bias === 'number' ? [{ token: tokenOf(id), bias }] : []))
    : []
