/** What nobody has to notice, and why. */
export interface Allowed {
  mutations: string[]
  /** Of which answers and places; any where absent. */
  sites?: RegExp
  /** HTTP, server-sent events or JSON leave it open, so that no rule may fail for it. */
  free?: true
  reason: string
  source: string
}

const FIELDS = ['field left out', 'field null', 'field of another type', 'field renamed']
const VALUES = ['unknown word', 'text empty', 'number negative', 'number broken', 'number off by one', 'truth turned']
const LISTS = ['list empty', 'element twice', 'element lost']
const ANY = [...FIELDS, ...VALUES, ...LISTS, 'field added']

/** Mutations that go uncaught with reason. An entry that allows nothing any more fails the test. */
export const allowed: Allowed[] = [
  {
    mutations: ['keys in another order'],
    free: true,
    reason: 'the order of fields means nothing',
    source: 'RFC 8259, section 4',
  },
  {
    mutations: ['blanks'],
    free: true,
    reason: 'blanks between the tokens of JSON mean nothing',
    source: 'RFC 8259, section 2',
  },
  {
    mutations: ['comments', 'CRLF', 'no space', 'data over lines'],
    free: true,
    reason: 'the same events, written in another way',
    source: 'https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream',
  },
  {
    mutations: ['field added'],
    reason:
      'clients must bear fields they do not know; where the fields of a place are known, the comparison reports it',
    source: 'https://platform.openai.com/docs/api-reference/introduction#backward-compatibility',
  },

  {
    mutations: ['final output text', 'message and text'],
    reason: 'clients must bear fields they do not know',
    source: 'https://platform.openai.com/docs/api-reference/introduction#backward-compatibility',
  },
  {
    mutations: ['text doubled'],
    reason: 'a model may repeat itself; that the plain answer says it once is judged where both are asked for',
    source: 'streaming/same-answer, completions/stream-same, responses/stream-same',
  },

  {
    mutations: ['text empty'],
    sites: /\.(obfuscation|service_tier|system_fingerprint|payer|verbosity|description)$/,
    reason: 'labels whose text nobody reads; OpenAI sends an empty obfuscation itself',
    source: 'observed: obfuscation is empty in usage chunks',
  },
  {
    mutations: ['number off by one'],
    sites:
      /\.(created|created_at|completed_at|expires_at|(cached|audio|accepted_prediction|rejected_prediction|reasoning)_tokens|bytes\[\]|text_offset\[\]|top_logprobs|start_index|end_index)$/,
    reason: 'nothing in the answer tells the right number',
    source: 'only sums, order and limits can be checked',
  },
  {
    mutations: ANY,
    sites: /\.moderation\b/,
    reason: 'results by category are a map, and no request asks for them',
    source: 'https://platform.openai.com/docs/api-reference/moderations/object',
  },
  {
    mutations: [...VALUES, ...LISTS],
    sites: /\.annotations\b/,
    reason: 'citations come with web search alone, which no request asks for',
    source: 'https://platform.openai.com/docs/guides/tools-web-search',
  },
  {
    mutations: VALUES,
    sites: /\.(audio|function_call)\.|message\.reasoning$/,
    reason: 'sound, functions of the old kind and thoughts: no client breaks by an empty one',
    source: 'observed in none of the answers asked for here',
  },
  {
    mutations: FIELDS.concat('text empty'),
    sites: /\.delta\.(refusal|reasoning)$/,
    reason: 'a chunk may leave out what it adds nothing to, and servers show thoughts under names of their own',
    source: 'observed: chunks after the first have no refusal',
  },
  {
    mutations: [...LISTS, 'alternative too few'],
    sites: /logprobs|^(chat|responses)(\.stream)?$/,
    reason: 'how many alternatives there are is up to the model where fewer than asked for have any weight',
    source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-top_logprobs',
  },
  {
    mutations: ['element lost'],
    sites: /^(chat|responses) \$\.(choices\[\]\.message\.tool_calls|output)$/,
    reason:
      "how many calls or items there are is the model's to say; that they agree with the stream is judged where both are asked for",
    source: 'tools/parallel, responses/stream-same',
  },
  {
    mutations: ['event twice', 'event lost', 'events swapped', 'element twice'],
    sites: /^completions\.stream\.text( \$\.choices)?$/,
    reason:
      'text may come out otherwise the second time; what is lost at an end, or between words, is judged beside the plain answer',
    source: 'completions/stream-same/nothing-lost',
  },
  {
    mutations: ['text empty'],
    sites: /^chat \$\.choices\[\]\.message\.refusal$/,
    reason: 'recorders mask the text of a refusal, and then it cannot be told from one that is empty',
    source: 'observed: recorded answers of OpenAI',
  },
  {
    mutations: [
      'media type text',
      'media type HTML',
      'media type other',
      'media type absent',
      'charset wrong',
      'success as 201',
      'coding false',
    ],
    sites: /^OPTIONS /,
    reason: 'a preflight has no body, and any status from 200 to 299 allows the call; its headers are judged',
    source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch; transport/cors',
  },
  {
    mutations: ['list empty', 'element lost'],
    sites: /^models \$\.data$/,
    reason: 'a server may have any models; that the one in use is listed is judged where that is known',
    source: 'models/lookup/lists-the-model',
  },

  {
    mutations: ANY,
    sites:
      /^(responses|GET \/v1\/responses\/\{id\}|responses\.stream\.response\.completed) \$\.(response\.)?(billing|completed_at|frequency_penalty|presence_penalty|background|max_tool_calls|prompt_cache_key|prompt_cache_retention|safety_identifier|store|user|top_logprobs|top_p|truncation|reasoning|text|service_tier|tools|tool_choice|instructions|previous_response_id|parallel_tool_calls|temperature|max_output_tokens|metadata)\b/,
    reason: 'the request said again: optional, and its values are judged only where the request sets them',
    source: 'responses/echo; observed: older answers lack many of these',
  },
  {
    mutations: ANY,
    sites:
      /^(responses|GET \/v1\/responses\/\{id\}|responses\.stream\.\S+( \w+)?) \$.*\b(input_tokens_details|output_tokens_details|annotations|logprobs|created_at|bytes\[\])/,
    reason: 'optional parts; where the plain answer lacks them the comparison tells',
    source: 'observed: older answers lack them',
  },
  {
    mutations: ANY,
    sites: /reasoning|summary/,
    reason:
      'reasoning items have no schema here: what they hold depends on the model, and on what the request includes',
    source: 'https://platform.openai.com/docs/api-reference/responses/object#responses-object-output',
  },
  {
    mutations: ['unknown word'],
    sites: /\$\.(response\.)?(output\[\w+\]|item|part)\.type$/,
    reason: 'new types of items and parts come with new tools; clients must skip what they do not know',
    source: 'https://platform.openai.com/docs/api-reference/introduction#backward-compatibility',
  },
  {
    mutations: ['text empty'],
    sites: /content_part\.done \$\.part\.text$/,
    reason: 'the whole text is judged in the events that carry it',
    source: 'responses/stream-items/text-joined',
  },
  {
    mutations: [...FIELDS, 'text empty'],
    sites: /output\[function_call\]\.status$/,
    reason: 'OpenAI leaves the status of a call out at times',
    source: 'observed',
  },
  {
    mutations: ['number off by one', 'field null'],
    sites: /^GET \/v1\/responses\/\{id\} \$\.usage\b/,
    reason: 'no rule reads the counts of a response that is asked for again: they are those of the first answer',
    source: 'usage/responses',
  },
  {
    mutations: [
      ...ANY,
      'media type absent',
      'charset wrong',
      'success as 201',
      'body cut',
      'body empty',
      'body twice',
      'body in a list',
      'body as text',
      'body with a mark',
    ],
    sites: /^(GET|DELETE) \/v1\/chat\/completions\/\{id\}|^DELETE \/v1\/responses\/\{id\}/,
    reason:
      'no recorded real answer tells what these endpoints send; what is judged is that what was stored can be fetched, and what was deleted cannot',
    source: 'parameters/store, responses/stored',
  },
  {
    mutations: ['body with a mark'],
    sites: /^error$/,
    reason: 'fetch and Python take the mark off before they parse; a rule notes it on answers that succeed',
    source: 'transport/json-body/without-mark',
  },
  {
    mutations: ['media type absent', 'charset wrong'],
    sites: /^GET \/v1\/responses\/\{id\}$/,
    reason: 'the content type is judged where answers are asked for; recorders keep no headers at times',
    source: 'transport/response-headers',
  },
]

/** The entry that allows a mutation at a place; undefined where none does. */
export const allowedBy = (mutation: string, site: string, also: readonly Allowed[] = []): Allowed | undefined =>
  [...allowed, ...also].find(
    ({ mutations, sites }) => mutations.includes(mutation) && (sites === undefined || sites.test(site)),
  )
