import { counted } from '../../fixtures/replies/chat.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { functionTool } from '../../fixtures/sent/tools.ts'
import { leastTokens, NO_COUNT, PROMPT_TOKENS, promptTokens, SHRUNK } from '../../src/checks/tokens.ts'
import {
  answer,
  chat,
  ignored,
  inconclusive,
  refusable,
  suite,
  type Finding,
  type Inconclusive,
  type Json,
  type Observation,
  type Rule,
  type Step,
} from '../../src/define/index.ts'

type JsonObject = { [key: string]: Json }

const NAMES = ['street', 'village', 'county', 'river', 'mountain', 'harbour', 'station', 'garden', 'castle', 'island']
const FIELDS = { type: 'object', properties: Object.fromEntries(NAMES.map((name) => [name, { type: 'string' }])) }
const WORDS = 'Name of the town, village or hamlet, as the people who live there write it on their letters'

/** Keywords with which a parameter says more, each with the words that only it has. */
const KEYWORDS: Record<string, { what: string; parameter: JsonObject; words: string }> = {
  description: { what: '`description`', parameter: { type: 'string', description: WORDS }, words: WORDS },
  enum: { what: '`enum`', parameter: { type: 'string', enum: NAMES }, words: NAMES.join(' ') },
  nested: { what: '`properties` of an object', parameter: FIELDS, words: NAMES.join(' ') },
  items: { what: '`items` of an array', parameter: { type: 'array', items: FIELDS }, words: NAMES.join(' ') },
}

const asking = (place: JsonObject): Step =>
  refusable(
    chat({
      messages: GREETING,
      tools: [functionTool('look_up', 'Looks something up', { type: 'object', properties: { place } })],
      max_tokens: 1,
    }),
  )
const steps: Record<string, Step> = {
  control: chat({ messages: GREETING, max_tokens: 1 }),
  bare: asking({ type: 'string' }),
  ...Object.fromEntries(Object.entries(KEYWORDS).map(([slug, { parameter }]) => [slug, asking(parameter)])),
}

/** Findings where the prompt is not longer by the words of a keyword. */
function* dropped(
  [control, bare, one]: (Observation | undefined)[],
  { what, words }: { what: string; words: string },
): Generator<Finding, Inconclusive | void> {
  if (!control || !bare || !one) return
  const [without, before, count] = [control, bare, one].map(promptTokens)
  if (without === undefined || before === undefined || count === undefined) return inconclusive(NO_COUNT)
  if (before <= without) return inconclusive('the prompt is no longer with a tool than without')
  const least = leastTokens(words)
  if (count < before - least) return inconclusive(SHRUNK)
  if (count < before + least)
    yield ignored(
      one,
      PROMPT_TOKENS,
      `the model does not see ${what}: the prompt has ${count - before} tokens more than without`,
      `at least ${before + least}`,
      count,
    )
}

const rules = Object.fromEntries(
  Object.entries(KEYWORDS).map(([slug, keyword]): [string, Rule<Record<string, Step>>] => [
    slug,
    {
      level: 'should',
      sentence: `The model gets to see ${keyword.what} in the parameters of a tool.`,
      source:
        'https://platform.openai.com/docs/guides/function-calling#defining-functions; openai/harmony writes it into the prompt',
      breaks: 'MCP and agents: the model guesses what it was told, and calls the tool with wrong arguments',
      parameter: 'chat.tools',
      reads: ['control', 'bare', slug],
      *check(observed) {
        return yield* dropped([observed['control'], observed['bare'], observed[slug]], keyword)
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
    ...Object.fromEntries(Object.keys(KEYWORDS).map((slug) => [slug, counted(80)])),
    control: counted(10),
    bare: counted(40),
  },
  rules,
})
