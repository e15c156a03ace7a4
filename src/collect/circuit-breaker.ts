import type { Exchange } from '../wire/exchange.ts'

/** So many requests in a row without an answer, and nothing more is sent … */
const SILENT_IN_A_ROW = 5
/** … of a model that was given at least this many chances of its own: where one model is too slow, another may be quick. */
const SILENT_OF_A_MODEL = 2
/** A whole plan is answered in a few megabytes. Beyond this, all answers together would not fit into memory. */
const MOST_CHARACTERS = 64_000_000

/** Stops what is sent to one side, or to one of its models, once too many requests in a row had no answer. */
export class CircuitBreaker {
  #clock = 0
  #countedAt = 0
  #silent = 0
  readonly #silentOf = new Map<string, number>()
  readonly #lost = new Map<string, string>()
  #characters = 0
  #tooMuch: string | null = null
  readonly #inARow: number
  readonly #note: (line: string) => void

  /** `note` gets a line when the breaker opens; `inARow`: how many silences are too many. */
  constructor(note: (line: string) => void = () => {}, inARow = SILENT_IN_A_ROW) {
    this.#note = note
    this.#inARow = inARow
  }

  /** Why nothing more is sent that names this model; null where something is. */
  refusal = (model: string): string | null => this.#tooMuch ?? this.#lost.get(model) ?? null

  /** Sends, and counts silences. */
  async with(model: string, send: () => Promise<Exchange>): Promise<Exchange> {
    const begun = (this.#clock += 1)
    const exchange = await send()
    this.#clock += 1
    if (!isSilence(exchange)) {
      this.#silent = 0
      this.#silentOf.clear()
      // Those that were under way together all met the same silence.
    } else if (begun > this.#countedAt) this.#count(model, exchange)
    return exchange
  }

  #count(model: string, { failure }: Exchange): void {
    this.#countedAt = this.#clock
    this.#silent += 1
    const own = (this.#silentOf.get(model) ?? 0) + 1
    this.#silentOf.set(model, own)
    if (this.#silent < this.#inARow || own < SILENT_OF_A_MODEL || this.#lost.has(model)) return
    const slow = failure?.code === 'DEADLINE' ? ' If it is only slow, raise --timeout.' : ''
    this.#lost.set(
      model,
      `not sent: ${this.#silent} requests in a row had no answer (${failure?.code}: ${failure?.message}).${slow}`,
    )
    this.#note(
      `${this.#silent} requests in a row had no answer (${failure?.code}: ${failure?.message}). No more is asked of ${model}.${slow}`,
    )
  }

  /** Notes how long an answer is, its coding undone: that is what stays in memory. */
  weigh(characters: number): void {
    this.#characters += characters
    if (this.#characters <= MOST_CHARACTERS || this.#tooMuch !== null) return
    this.#tooMuch = `not sent: the answers until then have more than ${MOST_CHARACTERS / 1_000_000} million characters`
    this.#note(
      `The answers so far have more than ${MOST_CHARACTERS / 1_000_000} million characters. Nothing more is asked.`,
    )
  }
}

/** Nothing came, or it was waited for until the deadline. What breaks off by itself in the middle costs no time, and is an answer of a kind. */
const isSilence = ({ response, failure }: Exchange): boolean =>
  failure !== null && failure.stage !== 'interrupted' && (response === null || failure.code === 'DEADLINE')
