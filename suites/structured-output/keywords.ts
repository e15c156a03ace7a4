import { KEYWORDS, ORDERED, type Keyword } from '../../fixtures/sent/keywords.ts'
import { alwaysSaying, asFormat } from '../../fixtures/sent/schemas.ts'
import { isObject, TEXT } from '../../src/checks/reply.ts'
import { jsonText, obeys, SOURCE, unfinished } from '../../src/checks/structured.ts'
import {
  answer,
  chat,
  inconclusive,
  refusable,
  suite,
  misplaced,
  type Json,
  type Rule,
  type Step,
  type Steps,
} from '../../src/define/index.ts'

type Names = Record<string, Step>
const ORDER = 'key-order'
const SUPPORTED = `${SOURCE}#supported-schemas`

/** Every earlier turn gave what only the keyword forbids: a model left alone gives it again. */
const asked = ({ schema, wrong }: Pick<Keyword, 'schema' | 'wrong'>): Step =>
  refusable(chat({ messages: alwaysSaying(JSON.stringify(wrong)), max_tokens: 28, response_format: asFormat(schema) }))

const said = (value: Json): ReturnType<typeof answer> => answer({ content: JSON.stringify(value) })

const rule = (name: string, { what, schema, told = schema, right, wrong, level = 'should' }: Keyword): Rule<Names> => ({
  level,
  sentence: `A strict schema with ${what} is obeyed.`,
  source: SUPPORTED,
  breaks: 'apps that generate their schema from types: one keyword without effect, and the object no longer fits',
  parameter: 'chat.response_format',
  reads: [name],
  *check(observed) {
    const one = observed[name]
    if (!one) return inconclusive('not asked')
    return yield* obeys(one, told, what)
  },
  // That a mark is left in the text is found once, by rules on the whole text.
  conforming: [{}, { [name]: answer({ content: `${JSON.stringify(right)}<|im_end|>` }) }],
  violating: [{ [name]: said(wrong) }, { [name]: answer({ content: 'sun moon stars' }) }],
  inconclusive: [{ [name]: answer({ content: '{', finish: 'length' }) }],
})

const keyOrder: Rule<Names> = {
  level: 'may',
  sentence: 'The keys of the answer come in the order of the schema.',
  source: `${SOURCE}#key-ordering`,
  breaks: 'schemas that put the reasons before the verdict: the model decides first and explains later',
  parameter: 'chat.response_format',
  reads: [ORDER],
  *check({ [ORDER]: one }) {
    if (!one) return inconclusive('not asked')
    const value = jsonText(one)
    if (unfinished(one) !== undefined || !isObject(value)) return inconclusive('the answer is no whole object')
    const [keys, wanted] = [Object.keys(value), Object.keys(ORDERED.right)]
    if (keys.join() !== wanted.join()) yield misplaced(one, TEXT, 'the keys come in another order', wanted, keys)
  },
  violating: [{ [ORDER]: said(ORDERED.wrong) }],
  inconclusive: [
    { [ORDER]: answer({ content: '{"zebra":', finish: 'length' }) },
    { [ORDER]: answer({ content: 'No.' }) },
  ],
}

export default suite({
  id: 'structured-output/keywords',
  about: 'strict JSON schemas, each with another keyword, after turns that gave just what it forbids',
  model: 'chat',
  answered: 'should',
  steps: {
    ...Object.fromEntries(Object.entries(KEYWORDS).map(([name, keyword]) => [name, asked(keyword)])),
    [ORDER]: asked(ORDERED),
  } as Names & Steps,
  conforming: {
    ...Object.fromEntries(Object.entries(KEYWORDS).map(([name, { right }]) => [name, said(right)])),
    [ORDER]: said(ORDERED.right),
  },
  rules: {
    ...Object.fromEntries(Object.entries(KEYWORDS).map(([name, keyword]) => [name, rule(name, keyword)])),
    [ORDER]: keyOrder,
  },
})
