import { user } from '../../fixtures/sent/prompts.ts'
import { calledTurn, CLOCK, WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { accepted } from '../../src/checks/tools.ts'
import { answer, anyAnswer, chat, countsOnly, refusal, suite, type Rule, type Step } from '../../src/define/index.ts'

/** What models wrote and clients replay to the letter. */
const TEXTS: Record<string, { what: string; text: string }> = {
  'empty-text': { what: 'the empty string', text: '' },
  'empty-object': { what: '`{}`', text: '{}' },
  'empty-list': { what: '`[]`', text: '[]' },
  'no-json': { what: 'text that is not JSON', text: '{"zone": UTC' },
}

const steps = Object.fromEntries(
  Object.entries(TEXTS).map(([slug, { text }]): [string, Step] => [
    slug,
    countsOnly(
      anyAnswer(
        chat({
          messages: [
            ...calledTurn('What time is it?', [
              { id: 'call_replay0000000000000002', name: 'get_time', arguments: text, result: '12:00' },
            ]),
            user('Say hello.'),
          ],
          tools: [CLOCK],
          max_tokens: 4,
        }),
      ),
    ),
  ]),
)

const rules = Object.fromEntries(
  Object.entries(TEXTS).map(([slug, { what }]): [string, Rule<Record<string, Step>>] => [
    slug,
    {
      level: 'should',
      sentence: `An earlier call whose arguments are ${what} is accepted: arguments are text, not for the server to judge.`,
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages',
      breaks: 'one odd call and every later turn of the conversation fails (langchain#34790, litellm#33678)',
      reads: ['control', slug],
      *check(observed) {
        const observation = observed[slug]
        if (observation) yield* accepted(observation, `arguments that are ${what} were refused`)
      },
      violating: [
        { [slug]: refusal(400, { message: 'invalid tool call arguments' }) },
        { [slug]: refusal(500, { message: 'unexpected end of JSON input' }) },
      ],
      inconclusive: [{ control: refusal(400, { message: 'this model does not support tools' }) }],
    },
  ]),
)

export default suite({
  id: 'tools/replayed-arguments',
  about: 'a history with calls whose arguments are odd',
  model: 'tools',
  steps: { control: chat(WEATHER_CALL), ...steps },
  conforming: Object.fromEntries(['control', ...Object.keys(steps)].map((name) => [name, answer()])),
  rules,
})
