import { reasoning, text, usageCount } from '../checks/reply.ts'
import { completionTokens, reasoningTokens } from '../checks/tokens.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { Thinking } from '../policy/preset.ts'
import type { Refusal } from '../suite/models.ts'
import { STEADY } from '../suite/steps.ts'
import type { Observation } from '../wire/observe.ts'
import type { Ask } from './discover.ts'

/** Room for thoughts that are longer than any cap of a probe. */
const ROOM = 512
/** A model that refuses more parameters than this refuses something else. */
const MOST_REFUSED = 6
/** Two questions that need different thought. Where both are thought over equally long, so is the rest. */
export const MEASURING_QUESTIONS = ['What colour is the sky?', 'Name the days of the week.'] as const
/** Beside the longest thoughts that were seen, where they are not all equally long. */
const MARGIN = 1.25

/** Asks one model the same short questions in several ways. */
export class Calibration {
  readonly refuses: Refusal[] = []
  readonly #ask: Ask
  readonly #path: string
  readonly #model: string
  readonly #known: Thinking | undefined

  constructor(ask: Ask, path: string, model: string, known?: Thinking) {
    this.#ask = ask
    this.#path = path
    this.#model = model
    this.#known = known
  }

  /** The most tokens that an answer spends on thoughts; null where there is no answer. */
  async thoughtsWith(fields: JsonObject): Promise<number | null> {
    const [question, another] = MEASURING_QUESTIONS
    const first = await this.#thoughtsAbout(question, fields)
    if (first === null || first === 0) return first
    const second = (await this.#thoughtsAbout(another, fields)) ?? first
    return first === second ? first : Math.ceil(Math.max(first, second) * MARGIN)
  }

  async #thoughtsAbout(question: string, fields: JsonObject): Promise<number | null> {
    for (let tries = 0; tries <= MOST_REFUSED; tries++) {
      const answered = await this.#ask('POST', this.#path, { ...this.#body(question), ...fields })
      if (answered.status === 200) return this.#thoughtsIn(answered)
      const parameter = refusedParameter(answered)
      if (parameter === null || !(parameter in this.#body(question)) || parameter in fields) return null
      this.#note(parameter, this.#body(question))
    }
    return null
  }

  /** Marks what the model takes after all with the fields that keep it from thinking. */
  async offerAgain(fields: JsonObject): Promise<void> {
    const dropped = this.refuses.filter(({ parameter, instead }) => instead === null && !this.#isDocumented(parameter))
    if (dropped.length === 0) return
    const kept = this.refuses.filter((one) => !dropped.includes(one))
    const body = this.#body(MEASURING_QUESTIONS[0], kept)
    const answered = await this.#ask('POST', this.#path, { ...body, ...fields })
    if (answered.status === 200 && this.#thoughtsIn(answered) === 0) for (const one of dropped) one.onlyThinking = true
  }

  /** A refusal that is documented shows that the others are true of the model as well, so they are not asked one by one. */
  #note(parameter: string, body: JsonObject): void {
    const instead = parameter === 'max_tokens' ? 'max_completion_tokens' : null
    const others = (this.#known?.refuses ?? []).filter((one) => one.parameter !== parameter && one.parameter in body)
    this.refuses.push({ parameter, instead })
    if (!this.#isDocumented(parameter)) return
    for (const { parameter: other, instead: taken = null, onlyThinking } of others)
      if (!onlyThinking) this.refuses.push({ parameter: other, instead: taken })
  }

  /** It is documented to be refused, whether the model thinks or not. */
  #isDocumented(parameter: string): boolean {
    return (this.#known?.refuses ?? []).some((one) => one.parameter === parameter && !one.onlyThinking)
  }

  /** A model that is known to think may count its thoughts in the total only. */
  #thoughtsIn(answered: Observation): number {
    return thoughtsIn(answered) || (this.#known === undefined ? 0 : beside(answered))
  }

  #body(question: string, refuses: readonly Refusal[] = this.refuses): JsonObject {
    const body: JsonObject = {
      model: this.#model,
      messages: [{ role: 'user', content: question }],
      max_tokens: ROOM,
      ...STEADY,
    }
    for (const { parameter, instead } of refuses) {
      const value = body[parameter]
      delete body[parameter]
      if (instead !== null && value !== undefined) body[instead] = value
    }
    return body
  }
}

/** The parameter that a refusal is about, where it says so. */
export function refusedParameter({ status, json }: Observation): string | null {
  const error = json.ok && isObject(json.value) ? json.value['error'] : undefined
  if (status !== 400 || !isObject(error) || typeof error['param'] !== 'string') return null
  return error['param']
}

/** Counted where the server counts them, else the share of the completion that their length has. */
function thoughtsIn(answered: Observation): number {
  const counted = reasoningTokens(answered) ?? 0
  if (counted > 0) return counted
  const [shown, said] = [thoughtText(answered), text(answered)]
  if (shown === '') return 0
  const all = completionTokens(answered) || shown.length + said.length
  return Math.max(1, Math.ceil((all * shown.length) / (shown.length + said.length)))
}

/** Tokens in the total that are neither of the prompt nor of the answer. */
function beside(answered: Observation): number {
  const count = (key: Parameters<typeof usageCount>[1]): number => usageCount(answered, key) ?? 0
  return Math.max(0, count('total_tokens') - count('prompt_tokens') - count('completion_tokens'))
}

/** The text of the thoughts, also where the server leaves them in the answer. */
const thoughtText = (answered: Observation): string =>
  reasoning(answered) || (/<think>[\s\S]*?(<\/think>|$)/.exec(text(answered))?.[0] ?? '')
