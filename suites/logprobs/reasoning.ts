import { entry, plainLogprobs, probabilities } from '../../fixtures/replies/logprobs.ts'
import { THOUGHT, thinkingAnswer } from '../../fixtures/replies/thinking.ts'
import { THINKING } from '../../fixtures/sent/calls.ts'
import { entries, isBroken, LOGPROBS, NO_ENTRIES, spelled } from '../../src/checks/logprobs.ts'
import { NO_THOUGHT, thought } from '../../src/checks/reasoning.ts'
import { text } from '../../src/checks/reply.ts'
import { brief } from '../../src/checks/tools.ts'
import { chat, inconclusive, refusable, suite, extra, type Json, type Say } from '../../src/define/index.ts'

const of = (...tokens: string[]): Json => probabilities(tokens.map((token) => entry(token, 0)))
const thinking = (logprobs: Json, say: Say = {}): ReturnType<typeof thinkingAnswer> =>
  thinkingAnswer({ content: 'Hello there.', ...say }, THOUGHT, 'reasoning', 9, { logprobs })

export default suite({
  id: 'logprobs/reasoning',
  about: 'log probabilities of an answer that was thought over',
  model: 'thinking',
  answered: 'may',
  steps: { asked: refusable(chat({ ...THINKING, logprobs: true })) },
  conforming: { asked: thinking(of('Hello', ' there', '.')) },
  rules: {
    'not-of-thoughts': {
      level: 'should',
      sentence: 'The log probabilities are of the text, not of what was thought before, or the request is refused.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices: of the tokens of the message; seen in Ollama (ollama/ollama#13092)',
      breaks: 'classifiers read the probability of the first word of a thought for that of the label',
      parameter: 'chat.logprobs',
      *check({ asked }) {
        if (!thought(asked)) return inconclusive(NO_THOUGHT)
        const [said, told] = [text(asked).trimStart(), spelled(entries(asked)).trimStart()]
        if (told === '' || isBroken(told)) return inconclusive(NO_ENTRIES)
        if (said === '' || !told.startsWith(said))
          yield extra(asked, `${LOGPROBS}.content`, 'tokens stand there that are not of the text', said, brief(told))
      },
      violating: [
        { asked: thinking(of('The', ' user', ' wants', 'Hello', ' there', '.')) },
        { asked: thinking(of('The', ' user'), { content: '', finish: 'length' }) },
      ],
      inconclusive: [{ asked: thinking(null) }, { asked: plainLogprobs(of('Hello', ' there', '.', ' How')) }],
    },
  },
})
