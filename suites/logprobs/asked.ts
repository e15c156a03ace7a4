import { answerWith, chat, finding, inconclusive, refusable, streamed, streamWith, suite, type Finding, type Inconclusive, type Json, type Observation } from '../../src/define/index.ts'
import { asArray, isObject, numberedChunks, chunkChoices, text, type JsonObject } from '../../src/checks/reply.ts'
import { GREETING } from '../../fixtures/prompts.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-logprobs'
const ALTERNATIVES = 2
const ASKED = { messages: GREETING, max_tokens: 4, logprobs: true, top_logprobs: ALTERNATIVES }

const entry = (token: string): JsonObject => ({
  token, logprob: -0.5, bytes: [...Buffer.from(token)],
  top_logprobs: [{ token, logprob: -0.5, bytes: [...Buffer.from(token)] }, { token: '?', logprob: -3, bytes: [63] }],
})
const TOKENS = ['Hello', ' there', '.']

const plainReply = (logprobs: unknown) => answerWith({ content: TOKENS.join('') }, (body) => {
  Object.assign((body['choices'] as Json[])[0] as object, { logprobs })
  return body
})
const streamReply = (of: (token: string) => unknown) => streamWith({ content: TOKENS.join('') }, (events) => {
  const first = events[0] as JsonObject
  const texts = TOKENS.map((token) => ({ ...first, choices: [{ index: 0, delta: { content: token }, logprobs: of(token), finish_reason: null }] }))
  return [first, ...texts, ...events.slice(-1)] as Json[]
})

/** The entries of the first choice, of a plain answer or joined over a stream. */
function entries(observation: Observation): JsonObject[] {
  const { json, stream } = observation
  const choices = stream ? numberedChunks(observation).flatMap(({ chunk }) => chunkChoices(chunk))
    : json.ok && isObject(json.value) ? asArray(json.value['choices']).filter(isObject).slice(0, 1) : []
  return choices.flatMap(({ logprobs }) => (isObject(logprobs) ? asArray(logprobs['content']).filter(isObject) : []))
}

const PATH = '$.choices[0].logprobs'
const joined = (observation: Observation): string => entries(observation).map(({ token }) => token).join('')

/** Both answers with log probabilities; an answer without is the business of the rule that they come. */
const withEntries = (answers: Observation[]): Observation[] => answers.filter((one) => entries(one).length > 0)

export default suite({
  id: 'logprobs/asked',
  about: '`logprobs: true` with two alternatives, plain and streamed',
  model: 'chat',
  answered: 'should',
  steps: { plain: refusable(chat(ASKED)), streamed: refusable(streamed(ASKED)) },
  conforming: {
    plain: plainReply({ content: TOKENS.map(entry), refusal: null }),
    streamed: streamReply((token) => ({ content: [entry(token)], refusal: null })),
  },
  rules: {
    'they-come': {
      level: 'should',
      sentence: 'Log probabilities asked for are in the answer, plain and streamed.',
      source: SOURCE,
      breaks: 'lm-eval, LLMbench and classifiers that read the probability of a label',
      parameter: 'chat.logprobs',
      *check({ plain, streamed: events }): Generator<Finding, Inconclusive | void> {
        if (text(plain) === '' && text(events) === '') return inconclusive('the model said nothing')
        for (const one of [plain, events]) {
          if (text(one) !== '' && entries(one).length === 0) yield finding(one, { kind: 'ignored', path: PATH, message: '`logprobs` changed nothing', expected: 'an entry for each token', actual: 'none' })
        }
      },
      violating: [{ plain: plainReply(null) }, { streamed: streamReply(() => null) }],
      inconclusive: [{ plain: answerWith({ content: '' }, (body) => body), streamed: streamWith({ content: '' }, (events) => events) }],
    },
    'tokens-add-up': {
      level: 'should',
      sentence: 'The tokens joined are the text of the answer.',
      source: SOURCE,
      breaks: 'views that colour the text by probability',
      parameter: 'chat.logprobs',
      *check({ plain, streamed: events }) {
        const given = withEntries([plain, events])
        if (given.length === 0) return { inconclusive: 'no log probabilities came' }
        // A character of several tokens stands as replacement characters in each; its bytes are the truth then.
        for (const one of given.filter((answer) => !joined(answer).includes('\uFFFD'))) {
          if (!joined(one).startsWith(text(one))) yield finding(one, { kind: 'wrong-value', path: PATH, message: 'the tokens are not the text', expected: text(one), actual: joined(one) })
        }
      },
      violating: [{ plain: plainReply({ content: [entry('Bye')], refusal: null }) }],
      inconclusive: [{ plain: plainReply(null), streamed: streamReply(() => null) }],
    },
    'as-many-alternatives': {
      level: 'should',
      sentence: 'Each token comes with at most as many alternatives as asked for, and with at least one.',
      source: SOURCE,
      breaks: 'tables of alternatives, and clients that read top_logprobs[0]',
      parameter: 'chat.top_logprobs',
      *check({ plain, streamed: events }) {
        const given = withEntries([plain, events])
        if (given.length === 0) return { inconclusive: 'no log probabilities came' }
        for (const one of given) {
          const counts = entries(one).map(({ top_logprobs }) => asArray(top_logprobs).length)
          const wrong = counts.find((count) => count < 1 || count > ALTERNATIVES)
          if (wrong !== undefined) yield finding(one, { kind: 'wrong-value', path: `${PATH}.content[].top_logprobs`, message: `not what \`top_logprobs: ${ALTERNATIVES}\` asks for`, expected: `1 to ${ALTERNATIVES}`, actual: wrong })
        }
      },
      violating: [{ plain: plainReply({ content: TOKENS.map((token) => ({ ...entry(token), top_logprobs: [] })), refusal: null }) }],
      inconclusive: [{ plain: plainReply(null), streamed: streamReply(() => null) }],
    },
  },
})
