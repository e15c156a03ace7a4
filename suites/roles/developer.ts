import { counted } from '../../fixtures/replies/chat.ts'
import { BRIEF, developer, LONG, OTHER, under } from '../../fixtures/sent/instructions.ts'
import { system } from '../../fixtures/sent/prompts.ts'
import { notInPrompt } from '../../src/checks/instruction.ts'
import { NO_COUNT, promptTokens, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { answer, chat, countsOnly, inconclusive, refusable, suite, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/text#message-roles-and-instruction-following'
/** The names of the two roles may differ by a token or two. */
const TOLERANCE = 3

export default suite({
  id: 'roles/developer',
  about: 'instructions in a message with the role `developer`, next to the same as `system`',
  model: 'chat',
  steps: {
    brief: countsOnly(chat({ messages: under(developer(BRIEF)), max_tokens: 1 })),
    long: countsOnly(chat({ messages: under(developer(LONG)), max_tokens: 1 })),
    system: countsOnly(chat({ messages: under(system(LONG)), max_tokens: 1 })),
    both: refusable(countsOnly(chat({ messages: under(system(OTHER), developer(LONG)), max_tokens: 1 }))),
    briefSystem: countsOnly(chat({ messages: under(system(BRIEF)), max_tokens: 1 })),
  },
  conforming: {
    brief: counted(17),
    long: counted(41),
    system: counted(41),
    both: counted(70),
    briefSystem: counted(17),
  },
  rules: {
    'reaches-the-model': {
      level: 'should',
      sentence: 'A developer message is part of the prompt.',
      source: SOURCE,
      breaks:
        'LangChain and agents send their instructions with this role to newer models: they vanish and nothing says so',
      reads: ['brief', 'long'],
      *check({ brief, long }) {
        return yield* notInPrompt(brief, long, LONG.slice(BRIEF.length), 'the developer message')
      },
      violating: [{ long: counted(17) }, { brief: counted(28), long: counted(28) }],
      inconclusive: [{ long: answer({ usage: null }) }],
    },
    'beside-system': {
      level: 'should',
      sentence:
        'A system message stays part of the prompt where a developer message follows it, or the call is refused.',
      source: SOURCE,
      breaks: 'frameworks add a developer message to conversations that have a system message: one of the two is gone',
      reads: ['long', 'both'],
      *check({ long, both }) {
        return yield* notInPrompt(long, both, OTHER, 'the system message beside a developer message')
      },
      violating: [{ both: counted(41) }, { both: counted(39) }],
      inconclusive: [{ both: answer({ usage: null }) }, { both: counted(9) }],
    },
    'counts-as-system': {
      level: 'should',
      sentence: 'A developer message makes the same prompt as a system message with its text.',
      source: SOURCE,
      breaks:
        'the model reads a role it was never trained on, or keeps its default system text beside the instructions',
      reads: ['brief', 'long', 'system', 'briefSystem'],
      *check({ brief, long, system: as, briefSystem }) {
        const [actual, expected] = [promptTokens(long), promptTokens(as)]
        if (actual === undefined || expected === undefined) return inconclusive(NO_COUNT)
        if (actual === promptTokens(brief)) return inconclusive('the developer message did not reach the model at all')
        if (expected === promptTokens(briefSystem))
          return inconclusive('the system message did not reach the model at all')
        if (Math.abs(actual - expected) <= TOLERANCE) return
        yield wrong(
          long,
          PROMPT_TOKENS,
          actual > expected
            ? 'longer than with the role system: the text does not take the place of the system message'
            : 'shorter than with the role system',
          `${expected} ± ${TOLERANCE}`,
          actual,
        )
      },
      violating: [
        { brief: counted(35), long: counted(59) },
        { brief: counted(11), long: counted(35) },
      ],
      inconclusive: [
        { brief: counted(28), long: counted(28) },
        { system: counted(10), briefSystem: counted(10) },
      ],
    },
  },
})
