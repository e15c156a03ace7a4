import { saidResponse as said } from '../../fixtures/replies/response.ts'
import { LETTERS, NARROW } from '../../fixtures/sent/response-input.ts'
import { outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { inconclusive, refusable, repeat, respond, suite, ignored, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/create'
/** Where two words are equally likely even a steady server may fall either way; so few characters seldom have one such place, and never two. */
const BEGINNING = 12

const beginnings = (all: readonly Observation[]): string[] =>
  all.map((one) => outputText(responseFrom(one)).trim().slice(0, BEGINNING))
const differ = ([one, other]: string[]): boolean => one !== other

const [steady, other, third, fourth] = ['A, B, C, D, E, F', 'Q W Z X P L M', 'kjhgf dsapo', 'U-T-R-E-S'].map((text) =>
  said(text),
) as [ReturnType<typeof said>, ReturnType<typeof said>, ReturnType<typeof said>, ReturnType<typeof said>]
const mute = said('')
const SILENT = inconclusive('the model said nothing')

export default suite({
  id: 'responses/sampling',
  about:
    'random letters, twice each: at temperature 2, at temperature 0, and at temperature 2 with only the likeliest word to choose from',
  model: 'chat',
  answered: 'should',
  steps: {
    hot: repeat(2, refusable(respond({ ...LETTERS, temperature: 2 }))),
    cold: repeat(2, refusable(respond(LETTERS))),
    narrow: repeat(2, refusable(respond(NARROW))),
  },
  conforming: { hot: [other, third], cold: [steady, steady], narrow: [steady, steady] },
  rules: {
    'temperature-two-varies': {
      level: 'should',
      source: `${SOURCE}#responses-create-temperature`,
      parameter: 'responses.temperature',
      reads: ['hot'],
      sentence: 'At temperature 2 the same request is not answered twice in the same way.',
      breaks: 'apps that want several ideas get one',
      *check({ hot }) {
        const [first, again] = beginnings(hot)
        if (first === '' || again === '') return SILENT
        if (first === again)
          yield ignored(hot[1] as Observation, '$.output', 'the same letters came twice', 'others', again)
      },
      violating: [{ hot: [steady, steady] }],
      inconclusive: [{ hot: [mute, steady] }],
    },
    'temperature-zero-stays': {
      level: 'should',
      source: `${SOURCE}#responses-create-temperature`,
      parameter: 'responses.temperature',
      sentence: 'At temperature 0 the likeliest words come.',
      breaks: 'extraction and tests that count on the same answer',
      *check({ cold, narrow }) {
        const [frozen, likeliest] = [beginnings(cold), beginnings(narrow)]
        if ([...frozen, ...likeliest].includes('')) return SILENT
        if (differ(frozen) && new Set([...frozen, ...likeliest]).size > 2)
          yield ignored(cold[1] as Observation, '$.output', 'the letters are others each time', frozen[0], frozen[1])
      },
      violating: [{ cold: [other, third] }, { cold: [other, third], narrow: [steady, fourth] }],
      // One place where two letters are equally likely.
      conforming: [{}, { cold: [steady, other] }],
      inconclusive: [{ cold: [mute, mute] }],
    },
    'top-p-narrows': {
      level: 'should',
      source: `${SOURCE}#responses-create-top_p`,
      parameter: 'responses.top_p',
      sentence: 'With `top_p: 0.01` the likeliest words come also at temperature 2.',
      breaks: 'apps that keep answers to the point by it',
      *check({ cold, narrow }) {
        const [frozen, likeliest] = [beginnings(cold), beginnings(narrow)]
        if ([...frozen, ...likeliest].includes('')) return SILENT
        if (differ(likeliest) && new Set([...frozen, ...likeliest]).size > 2)
          yield ignored(
            narrow[1] as Observation,
            '$.output',
            'the letters are others each time',
            likeliest[0],
            likeliest[1],
          )
      },
      violating: [{ narrow: [other, third] }, { cold: [steady, fourth], narrow: [other, third] }],
      conforming: [{}, { narrow: [steady, other] }],
      inconclusive: [{ narrow: [mute, mute] }],
    },
  },
})
