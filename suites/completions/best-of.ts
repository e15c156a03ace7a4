import { textAnswer } from '../../fixtures/replies/completion.ts'
import { TEXT_CALL } from '../../fixtures/sent/calls.ts'
import { notRefused, refused } from '../../src/checks/accepted.ts'
import { answeredByApi } from '../../src/checks/pool.ts'
import { anyAnswer, complete, inconclusive, refusable, refusal, suite, extra, missing } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-best_of'
const CANDIDATES = 3

export default suite({
  id: 'completions/best-of',
  about: `the best of ${CANDIDATES} candidates, and one candidate for two choices`,
  model: 'chat',
  answered: 'should',
  steps: {
    control: anyAnswer(complete(TEXT_CALL)),
    best: refusable(complete({ ...TEXT_CALL, max_tokens: 2, best_of: CANDIDATES })),
    below: anyAnswer(complete({ ...TEXT_CALL, n: 2, best_of: 1 })),
  },
  conforming: {
    control: textAnswer(),
    best: textAnswer({ text: ' Hello' }),
    below: refusal(400, { message: "'best_of' must be at least 'n'.", param: 'best_of' }),
  },
  rules: {
    'below-n-refused': {
      level: 'should',
      sentence: 'A `best_of` below `n` is refused: the parameter is read, not ignored.',
      source: `${SOURCE}: best_of must be greater than n`,
      breaks: 'programs that rank candidates get the first one, and pay for nothing they asked for',
      parameter: 'completions.best_of',
      reads: ['control', 'below'],
      judgesBroken: true,
      *check({ control, below }) {
        if (!answeredByApi(control)) return inconclusive('the same request without `best_of` is not answered')
        yield* notRefused(below)
      },
      violating: [
        { below: textAnswer({}, {}) },
        { below: textAnswer() },
        { below: refusal(500, { message: 'index out of range' }) },
      ],
      inconclusive: [{ control: refusal(404) }],
    },
    'one-of-them-comes': {
      level: 'should',
      sentence: 'Of several candidates as many come back as `n` asks for: one.',
      source: SOURCE,
      breaks: 'programs that read `choices[0]` as the best get the first of all',
      parameter: 'completions.best_of',
      reads: ['best', 'below'],
      *check({ best, below }) {
        // A server that does not know the parameter sends one choice as well.
        if (!refused(below)) return inconclusive('`best_of` is ignored, so that one choice comes anyway')
        const count = best.reply?.choices.length ?? 0
        if (count !== 1)
          yield (count === 0 ? missing : extra)(
            best,
            '$.choices',
            `${count} choices for \`best_of: ${CANDIDATES}\``,
            1,
            count,
          )
      },
      violating: [{ best: textAnswer({}, {}, {}) }],
      inconclusive: [{ below: textAnswer() }],
    },
  },
})
