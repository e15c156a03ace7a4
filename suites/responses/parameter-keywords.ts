import { saidResponse } from '../../fixtures/replies/response.ts'
import { BARE_PARAMETER, onlyParameter, PARAMETER_KEYWORDS } from '../../fixtures/sent/parameter-keywords.ts'
import { inputTokens, notInInput } from '../../src/checks/responses.ts'
import { inconclusive, refusable, respond, suite, type Json, type Rule, type Step } from '../../src/define/index.ts'

const GREETED = { input: 'Say hello.', max_output_tokens: 16 }
const asking = (place: { [key: string]: Json }): Step => {
  const tool = { type: 'function', name: 'look_up', parameters: onlyParameter(place), strict: false }
  return refusable(respond({ ...GREETED, tools: [tool] }))
}
const steps: Record<string, Step> = {
  control: respond(GREETED),
  bare: asking(BARE_PARAMETER),
  ...Object.fromEntries(Object.entries(PARAMETER_KEYWORDS).map(([slug, { parameter }]) => [slug, asking(parameter)])),
}
const counted = (input: number) => saidResponse('Hello.', input)

const rules = Object.fromEntries(
  Object.entries(PARAMETER_KEYWORDS).map(([slug, { what, words }]): [string, Rule<Record<string, Step>>] => [
    slug,
    {
      level: 'should',
      sentence: `In a request for a response, ${what} of a function's parameter reaches the model.`,
      source:
        'https://platform.openai.com/docs/guides/function-calling?api-mode=responses; openai/harmony writes it into the prompt',
      breaks:
        'Codex and the Agents SDK: the model guesses what it was told, and calls the function with wrong arguments',
      parameter: 'responses.tools',
      reads: ['control', 'bare', slug],
      *check({ control, bare, [slug]: one }) {
        if (!control || !bare || !one) return
        if ((inputTokens(bare) ?? 0) <= (inputTokens(control) ?? 0))
          return inconclusive('the input is no longer with a function than without')
        return yield* notInInput(bare, one, words, `${what} of a parameter`)
      },
      violating: [{ [slug]: counted(40) }, { [slug]: counted(43) }],
      inconclusive: [{ [slug]: counted(0) }, { [slug]: counted(20) }, { bare: counted(10), [slug]: counted(10) }],
    },
  ]),
)

export default suite({
  id: 'responses/parameter-keywords',
  about: 'a function whose parameter says more in one keyword, next to the same function without it',
  model: 'tools',
  answered: 'should',
  steps,
  conforming: {
    ...Object.fromEntries(Object.keys(PARAMETER_KEYWORDS).map((slug) => [slug, counted(80)])),
    control: counted(10),
    bare: counted(40),
  },
  rules,
})
