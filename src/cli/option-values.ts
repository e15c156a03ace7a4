import { InvalidArgumentError, Option } from 'commander'
import { closest } from 'fastest-levenshtein'
import { Failure } from '../failure.ts'
import { DEFAULT_FORMATS, FORMATS, type Format } from '../record/formats.ts'
import type { Shard } from '../record/shard.ts'

/** Timers cannot wait longer than some 24 days, and nobody means more of anything else. */
const MOST = 1_000_000

export function positive(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > MOST)
    throw new InvalidArgumentError(`It must be a whole number of at least 1 and at most ${MOST}.`)
  return value
}

/** `2/4`: the second of four parts. */
export function shard(text: string): Shard {
  const [, index = NaN, of = NaN] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number)
  if (index >= 1 && index <= of) return { index, of }
  throw new InvalidArgumentError('It must be I/N, for example 2/4, with I from 1 to N.')
}

/** @throws Failure rather than commander's error, which would show what may be the key itself. */
export function variableName(text: string): string {
  if (/^[A-Za-z_]\w*$/.test(text)) return text
  throw new Failure(
    'USAGE',
    'The name of a variable that holds the key is needed, for example --api-key-env MY_KEY, not the key itself.',
  )
}

/** Reads a list of formats, each one of those there are. */
export const formatsOf =
  <F extends string>(all: readonly F[]) =>
  (text: string): F[] =>
    text.split(',').map((name) => {
      const known = all.find((format) => format === name.trim())
      if (known) return known
      throw new InvalidArgumentError(
        `There is no format ${name}; did you mean ${closest(name, [...all])}? All: ${all.join(', ')}.`,
      )
    })

/** `a,b`: names with commas between them, each once. */
export function names(text: string): string[] {
  const given = text.split(',').map((name) => name.trim())
  if (given.every((name) => name !== '')) return [...new Set(given)]
  throw new InvalidArgumentError('It must be names with commas between them.')
}

/** For every command that writes reports of a run. */
export const formatOption = (): Option =>
  new Option('--format <list>', `reports to write: ${FORMATS.join(', ')}`)
    .default([...DEFAULT_FORMATS], DEFAULT_FORMATS.join(','))
    .argParser(formatsOf<Format>(FORMATS))

export function port(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It must be a port: a whole number of at most 65535.')
  return value
}
