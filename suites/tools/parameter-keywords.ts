import { counted } from '../../fixtures/replies/chat.ts'
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

type JsonObject = { [key: string]: Json }

const NAMES = ['street', 'village', 'county', 'river', 'mountain', 'harbour', 'station', 'garden', 'castle', 'island']
const FIELDS = { type: 'object', properties: Object.fromEntries(NAMES.map((name) => [name, { type: 'string' }])) }
const WORDS = 'Name of the town, village or hamlet, as the people who live there write it on their letters'

/**
 * Keywords with which a parameter says more, each with the words that only it has. OpenAI writes them into the prompt; `minimum`,
 * `pattern` and `$ref` it leaves out.
 */
const KEYWORDS: Record<string, { what: string; parameter: JsonObject; words: string }> = {
  description: { what: '`description`', parameter: { type: ['string', 'null'], description: WORDS }, words: WORDS },
  enum: { what: '`enum`', parameter: { type: ['string', 'null'], enum: NAMES }, words: NAMES.join(' ') },
  nested: {
    what: '`properties` of an object',
    parameter: { ...FIELDS, type: ['object', 'null'] },
    words: NAMES.join(' '),
  },
  items: { what: '`items` of an array', parameter: { type: ['array', 'null'], items: FIELDS }, words: NAMES.join(' ') },
}

const asking = (parameters: JsonObject, limit: number): Step => {
  const tools = [functionTool('look_up', 'Looks something up', { type: 'object', properties: parameters })]
  return refusable(chat({ messages: GREETING, tools, max_tokens: limit }))
}
/** Requests of `tools/parameter-schemas`, so that they are sent once. */
const SHARED = { empty: asking({}, 4), bare: asking({ city: { type: ['string', 'null'] } }, 4) }
const steps: Record<string, Step> = {
  ...SHARED,
  ...Object.fromEntries(
    Object.entries(KEYWORDS).map(([slug, { parameter }]) => [slug, asking({ city: parameter }, 1)]),
  ),
}

const rules = Object.fromEntries(
  Object.entries(KEYWORDS).map(([slug, { what, words }]): [string, Rule<Record<string, Step>>] => [
    slug,
    {
      level: 'should',
      sentence: `In a chat, ${what} of a tool's parameter reaches the model.`,
      source:
        'https://platform.openai.com/docs/guides/function-calling#defining-functions; openai/harmony writes it into the prompt',
      breaks: 'MCP and agents: the model guesses what it was told, and calls the tool with wrong arguments',
      parameter: 'chat.tools',
      reads: ['empty', 'bare', slug],
      *check({ empty, bare, [slug]: one }) {
        if (!empty || !bare || !one) return
        if (!countsGrow(empty, bare)) return inconclusive('the prompt is no longer with a parameter than without')
        return yield* notInPrompt(bare, one, words, `${what} of a parameter`)
      },
      violating: [{ [slug]: counted(40) }, { [slug]: counted(43) }],
      inconclusive: [
        { [slug]: answer({ usage: null }) },
        { [slug]: counted(20) },
        { bare: counted(30), [slug]: counted(30) },
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
    empty: counted(30),
    bare: counted(40),
  },
  rules,
})
