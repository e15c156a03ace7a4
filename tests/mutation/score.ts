/** What the tool writes of each mutant, as far as it is read here. */
export interface MutationReport {
  files: Record<string, { source: string; mutants: Mutant[] }>
}

interface Mutant {
  mutatorName: string
  replacement?: string
  status: 'Killed' | 'Survived' | 'Timeout' | 'NoCoverage' | 'Ignored' | 'RuntimeError' | 'CompileError' | 'Pending'
  location: { start: { line: number; column: number }; end: { line: number; column: number } }
}

export interface Counts {
  killed: number
  timeout: number
  survived: number
  uncovered: number
}

/** What came of the mutants of one part. */
export interface Score extends Counts {
  date: string
  machine: string
  files: Record<string, Counts>
  /** Those that no test noticed, each in a line: file, what was there and what came in its place. */
  survivors: string[]
}

const WORDS: Partial<Record<Mutant['status'], keyof Counts>> = {
  Killed: 'killed',
  Timeout: 'timeout',
  Survived: 'survived',
  NoCoverage: 'uncovered',
}

export function scoreOf({ files }: MutationReport): Omit<Score, 'date' | 'machine'> {
  const counted = Object.entries(files).map(([file, { mutants }]): [string, Counts] => [file, count(mutants)])
  const sum = (key: keyof Counts): number => counted.reduce((all, [, one]) => all + one[key], 0)
  return {
    killed: sum('killed'),
    timeout: sum('timeout'),
    survived: sum('survived'),
    uncovered: sum('uncovered'),
    files: Object.fromEntries(
      counted.filter(([, { killed, timeout, survived, uncovered }]) => killed + timeout + survived + uncovered > 0),
    ),
    survivors: Object.entries(files)
      .flatMap(([file, { source, mutants }]) =>
        mutants
          .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
          .map((mutant) => `${file}: ${change(source, mutant)}`),
      )
      .sort(),
  }
}

function count(mutants: readonly Mutant[]): Counts {
  const counts: Counts = { killed: 0, timeout: 0, survived: 0, uncovered: 0 }
  for (const { status } of mutants) {
    const word = WORDS[status]
    if (word) counts[word] += 1
  }
  return counts
}

/** Without line numbers, so that it stays what it is when code above it moves. */
function change(source: string, { location: { start, end }, replacement = '' }: Mutant): string {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  const last = lines.length - 1
  const text = lines
    .map((line, at) => line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined))
    .join(' ')
  return `${short(text)} → ${short(replacement)}`
}

const short = (text: string): string => {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 110 ? `${line.slice(0, 110)}…` : line
}

/** Share of the mutants that a test noticed, in percent, never rounded up. */
export const percent = ({ killed, timeout, survived, uncovered }: Counts): string => {
  const all = killed + timeout + survived + uncovered
  return all === 0 ? 'none' : `${(Math.floor(((killed + timeout) / all) * 1000) / 10).toFixed(1)} %`
}
