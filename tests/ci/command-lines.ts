import { Command, CommanderError } from 'commander'
import { commands } from '../../src/cli/commands/index.ts'

/** How the suite is called in docs, workflows and manifests. */
const CALL = /(?:npm start --|npx (?:--yes )?ollama-conformance|node src\/cli\/main\.ts)(?= )(.*)$/gm

/** The command lines of the suite in a text, as words; what a shell or a CI service fills in is a 1. */
export function commandLinesIn(text: string): string[][] {
  return [...text.replaceAll(/\\\n\s*/g, ' ').matchAll(CALL)].map(([, rest = '']) => words(filledIn(rest)))
}

const filledIn = (line: string): string => line.replaceAll(/\$\{\{.*?\}\}|\$\(\(.*?\)\)|\$\{?\w+\}?/g, '1')

/** As a shell splits them; a comment ends the line, and so does what ends the command. */
function words(line: string): string[] {
  const found: string[] = []
  for (const [word, double, single] of line.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)) {
    if (/^(#|&&|[|;])/.test(word) || word === "'" || word === '"') break
    const [own = '', ...after] = (double ?? single ?? word.replace(/["']$/, '')).split('`')
    if (own !== '') found.push(own)
    // In a sentence, code ends with a backtick.
    if (after.length > 0) break
  }
  return found
}

/** Reads the words as the command line does, and does nothing. @throws what is wrong with them. */
export async function readAsCommandLine(args: readonly string[]): Promise<void> {
  const program = new Command('ollama-conformance')
    .version('0.0.0')
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
  for (const define of commands) define(program, { env: {}, secrets: [], line: '', ends: () => async () => {} })
  try {
    await program.parseAsync(['node', 'ollama-conformance', ...args])
  } catch (error) {
    if (!(error instanceof CommanderError && error.exitCode === 0)) throw error
  }
}
