import { distance } from 'fastest-levenshtein'
import { Failure } from '../failure.ts'

/** What somebody typed where a command is expected. @throws Failure that says what it may have been meant for. */
export function unknownCommand(typed: string, commands: readonly string[]): never {
  throw new Failure('USAGE', `There is no command ${typed}${meant(typed, commands)}`)
}

function meant(typed: string, commands: readonly string[]): string {
  const near = commands.find((name) => distance(typed.toLowerCase(), name) <= 2)
  if (near !== undefined) return `; did you mean ${near}? A target is named with --target.`
  if (/^[\w-]+:\/\/|[/\\]|:\d+$/.test(typed)) return `. If it is what to judge, write --target ${typed}.`
  if (/^[\w.-]+:[\w.-]+$/.test(typed)) return `. If it is a model, write --model ${typed}.`
  return '. `ollama-conformance --help` shows all; a target is named with --target, a model with --model.'
}
