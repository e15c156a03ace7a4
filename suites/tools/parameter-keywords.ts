import { counted } from '../../fixtures/replies/chat.ts'
import { BARE_PARAMETER, onlyParameter, PARAMETER_KEYWORDS } from '../../fixtures/sent/parameter-keywords.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { functionTool } from '../../fixtures/sent/tools.ts'
import { notInPrompt } from '../../src/checks/instruction.ts'
import { countsGrow } from '../../src/checks/tokens.ts'
import {
  answer,
  chat,
  inconclusive,
  refusable,
  suite,
  type Json,
  type Rule,
  type Step,
} from '../../src/define/index.ts'

const asking = (place: { [key: string]: Json }): Step =>
  refusable(
    chat({
      messages: GREETING,
      tools: [functionTool('look_up', 'Looks something up', onlyParameter(place))],
      max_tokens: 1,
    }),
  )
const steps: Record<string, Step> = {
  control: chat({ messages: GREETING, max_tokens: 1 }),
  bare: asking(BARE_PARAMETER),
  ...Object.fromEntries(Object.entries(PARAMETER_KEYWORDS).map(([slug, { parameter }]) => [slug, asking(parameter)])),
}

const rules = Object.fromEntries(
  Object.entries(PARAMETER_KEYWORDS).map(([slug, { what, words }]): [string, Rule<Record<string, Step>>] => [
    slug,
    {
      level: 'should',
      sentence: `In a chat, ${what} of a tool's parameter reaches the model.`,
      source:
        'https://platform.openai.com/docs/guides/function-calling#defining-functions; openai/harmony writes it into the prompt',
      breaks: 'MCP and agents: the model guesses what it was told, and calls the tool with wrong arguments',
      parameter: 'chat.tools',
      reads: ['control', 'bare', slug],
      *check({ control, bare, [slug]: one }) {
        if (!control || !bare || !one) return
        if (!countsGrow(control, bare)) return inconclusive('the prompt is no longer with a tool than without')
        return yield* notInPrompt(bare, one, words, `${what} of a parameter`)
      },
      violating: [{ [slug]: counted(40) }, { [slug]: counted(43) }],
      inconclusive: [
        { [slug]: answer({ usage: null }) },
        { [slug]: counted(20) },
        { bare: counted(10), [slug]: counted(10) },
      ],
    },
  ]),
)

export default suite({
  id: 'tools/parameter-keywords',
  about: 'a tool whose parameter says more in one keyword, next to the same tool without it',
  model: 'tools',
  steps,
  conforming: {
    ...Object.fromEntries(Object.keys(PARAMETER_KEYWORDS).map((slug) => [slug, counted(80)])),
    control: counted(10),
    bare: counted(40),
  },
  rules,
})
