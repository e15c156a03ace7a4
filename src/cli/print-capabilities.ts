import { CAPABILITY_STATES, type CapabilityState } from '../policy/capabilities.ts'
import type { RunRecord } from '../record/record.ts'
import { capabilityLine, capabilityRows, STATE_WORDS } from '../report/capabilities.ts'
import { plain } from '../report/markdown-text.ts'
import { outColours } from './colours.ts'

const WIDTH = 80
const INDENT = 14

/** How many capabilities work, and the names of those that do not, by what became of them. */
export function capabilityLines(record: RunRecord): string[] {
  const line = capabilityLine(record.capabilities)
  if (line === null) return []
  const rows = capabilityRows(record)
  return [
    line,
    ...CAPABILITY_STATES.filter((state) => state !== 'works').flatMap((state) =>
      listed(
        state,
        rows.filter((row) => row.state === state).map(({ name }) => plain(name.replaceAll('`', ''), 60)),
      ),
    ),
  ]
}

const COLOURS: Record<CapabilityState, (text: string) => string> = {
  works: outColours.green,
  partly: outColours.yellow,
  ignored: outColours.red,
  refused: outColours.yellow,
  absent: outColours.yellow,
  'not-judged': outColours.dim,
}

function listed(state: CapabilityState, names: readonly string[]): string[] {
  const lines: string[] = []
  for (const [at, name] of names.entries()) {
    const piece = at < names.length - 1 ? `${name},` : name
    const last = lines.at(-1)
    if (last !== undefined && INDENT + last.length + 1 + piece.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${piece}`
    else lines.push(piece)
  }
  const head = `  ${STATE_WORDS[state].padEnd(INDENT - 2)}`
  return lines.map((line, at) => `${at === 0 ? COLOURS[state](head) : ' '.repeat(INDENT)}${line}`)
}
