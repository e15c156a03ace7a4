import type { Finding } from '../finding.ts'
import { firstMatching } from '../globs.ts'
import type { RuleResult } from '../judge/rule-result.ts'

/** A feature that many rules look at from different sides: a server that lacks the feature lacks it once. */
export interface Feature {
  title: string
  /** Globs over rule ids. */
  rules: string[]
  /** What each finding of a rule must be like, for rules that fail for other reasons too. */
  shownBy?: (finding: Finding) => boolean
}

const noEndpoint = ({ path, actual }: Finding): boolean => path === 'status' && [404, 405, 501].includes(Number(actual))
/** The request should have been refused, and was answered. */
const accepted = ({ kind, path }: Finding): boolean => kind === 'ignored' && path === 'status'

const endpoint = (path: string, rules: string[]): Feature => ({
  title: `The server has no \`${path}\`.`,
  rules,
  shownBy: noEndpoint,
})
const nonsense = (path: string, rules: string[]): Feature => ({
  title: `\`${path}\` answers requests with invalid values, which OpenAI refuses.`,
  rules,
  shownBy: accepted,
})

/** Names of what servers lack. No rule is in two of them, unless their findings differ. */
export const FEATURES: readonly Feature[] = [
  endpoint('/responses', [
    '{responses,usage}/**/answered',
    'responses/parameters/unknown-previous-is-refused',
    'responses/references',
  ]),
  endpoint('/completions', ['{completions,parameters}/**/answered']),
  endpoint('/embeddings', ['{embeddings,parameters}/**/answered']),
  endpoint('/models', ['models/**/answered']),
  {
    title: 'The Responses API keeps no state: earlier turns, conversations and stored prompts do not reach the model.',
    rules: [
      'responses/stored/{continues,metadata,retrieved}',
      'responses/references/{conversation,prompt}',
      'responses/parameters/unknown-previous-is-refused',
    ],
  },
  nonsense('/chat/completions', [
    'errors/{chat,tool}-parameters',
    'parameters/unseen',
    'logprobs/alternatives',
    'roles/unknown',
    'structured-output/{invalid,edges}',
  ]),
  nonsense('/completions', ['errors/completion-parameters', 'completions/best-of', 'parameters/completion-unseen']),
  nonsense('/embeddings', ['errors/embedding-parameters', 'parameters/embedding-unseen']),
  nonsense('/responses', ['errors/response-parameters', 'responses/{unseen,labels}']),
  { title: 'Errors do not name the parameter that is wrong in `param`.', rules: ['errors/*/names-the-parameter'] },
  {
    title: 'Errors have no `code` by which a program could tell them apart.',
    rules: ['errors/*/{tells-a-code,unknown-code,code-model-not-found}'],
  },
  {
    title: 'A request without `model` is refused under another status than OpenAI uses.',
    rules: ['errors/*/missing-status-400'],
  },
  {
    title: 'URLs and methods that the server does not know are answered in plain text, without an error object.',
    rules: ['errors/unknown-route/*-in-json', 'responses/stored/unknown-in-json'],
  },
  {
    title: 'A stream that cannot be answered begins under HTTP 200.',
    rules: ['streaming/error-before', 'streaming/error-inside/not-at-the-start'],
  },
  { title: 'Two answers have the same id.', rules: ['{chat,completions}/id/unique'] },
  { title: '`created` changes within a stream.', rules: ['streaming/identity/created', 'completions/stream/created'] },
  {
    title: 'Tokens are counted and nothing is delivered: calls, or texts, get lost.',
    rules: ['chat/content/text-for-tokens', 'tools'],
    shownBy: ({ kind, path }) => kind === 'missing' && path === '$.choices[0].message.content',
  },
  {
    title: 'A control mark of the model follows the JSON of an answer.',
    rules: ['structured-output/json-schema'],
    shownBy: ({ kind, path }) => kind === 'extra' && path === '$.choices[0].message.content',
  },
  { title: '`tool_choice` has no effect.', rules: ['tools/choice-{named,none,required,invalid}'] },
  {
    title: '`tool_choice` of a response has no effect.',
    rules: [
      'responses/tool-choice',
      'responses/function-call/{none-calls-nothing,required-calls}',
      'responses/echo/tool-choice',
    ],
  },
  {
    title: '`parallel_tool_calls` of a response has no effect.',
    rules: ['responses/parallel-off', 'responses/echo/parallel-tool-calls'],
  },
  {
    title: 'A response that its token limit cut is reported as complete.',
    rules: ['responses/parameters/limit-is-told', 'responses/stream-incomplete/ends'],
  },
  {
    title: 'A prompt that is too long is cut without an error.',
    rules: ['context/overflow/not-truncated', 'responses/truncation/disabled-refuses'],
  },
  {
    title: 'Calls in the history are refused if their arguments are not a JSON object.',
    rules: ['tools/replayed-arguments'],
  },
  {
    title: 'A response does not repeat the labels of its request.',
    rules: ['responses/labels/{prompt-cache-key,prompt-cache-retention,safety-identifier,user}'],
  },
  {
    title: '`usage` comes in chunks before the last one.',
    rules: ['completions/{sdk/iterated-usage,stream-usage/null-before}'],
  },
  { title: 'Web pages may not send or read headers that clients use (CORS).', rules: ['transport/cors'] },
  { title: 'Answers lack headers that OpenAI sends.', rules: ['transport/response-headers'] },
  { title: 'URLs with a slash too many are redirected.', rules: ['transport/paths'] },
  { title: '`usage` has no details.', rules: ['usage/details/*-told'] },
  { title: 'A completion without a prompt is neither refused nor generated.', rules: ['completions/prompt-empty'] },
]

const features = FEATURES.map((feature) => ({ ...feature, has: firstMatching([feature.rules]) }))

/** The feature that a failed rule shows to be missing; undefined where the rule is about something else. */
export const featureOf = ({ id, findings }: Pick<RuleResult, 'id' | 'findings'>): Feature | undefined =>
  features.find(({ has, shownBy }) => has(id) === 0 && (shownBy === undefined || findings.every(shownBy)))
