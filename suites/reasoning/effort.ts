import { thinkingAnswer } from '../../fixtures/replies/thinking.ts'
import { THINKING } from '../../fixtures/sent/calls.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { neitherAnsweredNorRefused } from '../../src/checks/accepted.ts'
import { NO_THOUGHT, thought } from '../../src/checks/reasoning.ts'
import { reasoning } from '../../src/checks/reply.ts'
import { reasoningTokens } from '../../src/checks/tokens.ts'
import {
  answer,
  anyAnswer,
  chat,
  inconclusive,
  json,
  refusable,
  refusal,
  suite,
  ignored,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-reasoning_effort'
const tiny = { messages: GREETING, max_tokens: 4 }
const tried = (effort: string): ReturnType<typeof chat> => anyAnswer(chat({ ...tiny, reasoning_effort: effort }))
const short = thinkingAnswer({ content: '', finish: 'length', completionTokens: 4 }, 'The user wants a')

export default suite({
  id: 'reasoning/effort',
  about: 'the values of `reasoning_effort`, to a model that thinks and to one that does not',
  model: 'thinking',
  steps: {
    control: chat(THINKING),
    off: refusable(chat({ ...THINKING, reasoning_effort: 'none' })),
    minimal: tried('minimal'),
    low: tried('low'),
    medium: tried('medium'),
    high: tried('high'),
    xhigh: tried('xhigh'),
    plainModel: { ...tried('none'), model: 'chat' },
  },
  conforming: {
    control: thinkingAnswer(),
    off: answer(),
    minimal: short,
    low: short,
    medium: short,
    high: short,
    xhigh: short,
    plainModel: answer(),
  },
  rules: {
    'none-turns-off': {
      level: 'should',
      sentence: '`reasoning_effort: "none"` makes the model answer without thinking, or is refused.',
      source: SOURCE,
      breaks:
        'the only switch this API has: short answers stay empty because thoughts take the budget (promptfoo, mindcraft, health probes)',
      parameter: 'chat.reasoning_effort',
      reads: ['control', 'off'],
      *check({ control, off }) {
        if (thought(off))
          yield ignored(
            off,
            '$.reasoning_effort',
            `"none" was accepted, and the model thought all the same: ${reasoning(off).slice(0, 80)}`,
            'no thoughts',
            reasoningTokens(off) ?? reasoning(off).length,
          )
        else if (!thought(control)) return inconclusive(NO_THOUGHT)
      },
      violating: [{ off: thinkingAnswer() }, { off: thinkingAnswer({}, 'The user', 'reasoning_content') }],
      inconclusive: [{ control: answer() }],
    },
    ...Object.fromEntries(
      (['minimal', 'low', 'medium', 'high', 'xhigh'] as const).map((effort) => [
        `takes-${effort}`,
        {
          level: 'should' as const,
          sentence: `\`reasoning_effort: "${effort}"\` is answered, or refused with a proper 4xx.`,
          source: SOURCE,
          breaks: 'Codex and other agents send a fixed value to every model',
          parameter: 'chat.reasoning_effort',
          reads: [effort],
          judgesBroken: true,
          *check(observed: Record<string, Parameters<typeof neitherAnsweredNorRefused>[0]>) {
            const got = observed[effort]
            if (got) yield* neitherAnsweredNorRefused(got)
          },
          conforming: [{}, { [effort]: refusal(400, { message: `"${effort}" is not supported` }) }],
          violating: [
            { [effort]: refusal(500) },
            { [effort]: json({ error: 'invalid think value' }, { status: 400 }) },
          ],
        },
      ]),
    ),
    'plain-model': {
      level: 'should',
      sentence: 'A model that cannot think answers `reasoning_effort: "none"`, or refuses it with a proper 4xx.',
      source: `${SOURCE}; OpenAI refuses the parameter for models that do not think`,
      breaks: 'apps that turn thinking off for every model',
      parameter: 'chat.reasoning_effort',
      reads: ['plainModel'],
      judgesBroken: true,
      *check({ plainModel }) {
        yield* neitherAnsweredNorRefused(plainModel)
      },
      conforming: [{}, { plainModel: refusal(400, { message: 'does not support thinking' }) }],
      violating: [
        { plainModel: refusal(500) },
        { plainModel: json({ error: 'does not support thinking' }, { status: 400 }) },
      ],
    },
  },
})
