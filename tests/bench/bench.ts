/** What a bench may be told on the command line. */
export interface Settings {
  /** A server to measure against in place of the stand-in. */
  url: string | undefined
  /** Globs of rules, for a machine or a server on which all of them take too long. */
  only: string[]
  /** How often what can be repeated is. */
  repeats: number
}

/** Figures under a heading. The first column holds names, all others hold numbers. */
export interface Table {
  heading: string
  columns: string[]
  rows: string[][]
}

/** One thing that is measured. */
export interface Bench {
  name: string
  about: string
  run: (settings: Settings) => Promise<Table>
}
