import type { Allowed } from './allowed.ts'
import { structuralMutations } from './catalogue.ts'

const ALL = structuralMutations.map(({ name }) => name)

/**
 * What may go unnoticed in recorded answers besides, with their reasons. They come one by one, without what else the suite would have
 * asked, and show features that no suite asks for.
 */
export const allowedOfRecorded: Allowed[] = [
  {
    mutations: ALL,
    sites: /^GET \/v1\/responses\/\{id\}(\.|$)/,
    reason: 'a response that is asked for again as a stream: no suite asks for it',
    source: 'https://platform.openai.com/docs/api-reference/responses/get#responses-get-stream',
  },
  {
    mutations: ALL,
    sites: /^POST \/v1\/responses\/input_tokens/,
    reason: 'no suite asks for the count of an input',
    source: 'https://platform.openai.com/docs/api-reference/responses/input-tokens',
  },
  {
    mutations: ALL,
    sites: /\.response\.queued\b/,
    reason: 'work in the background queues; no suite waits for it',
    source: 'responses/background',
  },
  {
    mutations: ALL,
    sites:
      /\[?(web_search|file_search|tool_search|image_generation|code_interpreter|mcp|computer|custom_tool|shell|local_shell|apply_patch|compaction|program)\w*/,
    reason: 'tools that the service runs by itself: only that they are taken, or refused by name, is judged',
    source: 'responses/tool-types',
  },
  {
    mutations: ALL,
    sites:
      /\$\.(response\.)?(prompt|tool_usage|prompt_cache_options|conversation|context_management|moderation|content_filters|store|metadata|billing|max_tool_calls|instructions|tools|tool_choice|reasoning|text|include|background|safety_identifier|user|service_tier|truncation|top_logprobs|top_p|temperature|frequency_penalty|presence_penalty|prompt_cache_key|prompt_cache_retention|previous_response_id|completed_at|parallel_tool_calls|max_output_tokens)\b/,
    reason: 'the request said again: optional; values that do not fit the request are changes of their own',
    source: 'request not said again',
  },
  {
    mutations: ALL,
    sites: /^models? \$\.(data\[\]\.)?(permission|root|parent|deleted|owned_by)/,
    reason: 'lists of 2022 had fields that are gone, and owners are named freely',
    source: 'observed: gone since 2023',
  },
  {
    mutations: ALL,
    sites:
      /^(responses|chat)(\.\S+)? (.* )?\$\..*(tokens_details|url_citation|file_citation|container_file_citation|annotations|logprobs|phase|namespace|custom)\b/,
    reason: 'optional parts, without anything to hold them against',
    source: 'observed: most answers lack them',
  },
  {
    mutations: ALL,
    sites:
      /^responses\.stream\.response\.(output_text\.annotation|reasoning|refusal|error|failed)\S*|^responses\.stream\.error/,
    reason: 'events of features that the model or the service chooses to use',
    source: 'https://platform.openai.com/docs/api-reference/responses-streaming',
  },
  {
    mutations: [
      'event twice',
      'event lost',
      'events swapped',
      'element twice',
      'field left out',
      'field renamed',
      'text empty',
      'list empty',
    ],
    sites: /^(chat|completions)\.stream\.(content|text|finish)( \$\.choices(\[\]\.(delta\.content|text))?)?$/,
    reason: 'without the plain answer to the same request nothing tells what text there should be',
    source: 'streaming/same-answer, completions/stream-same',
  },
  {
    mutations: ['text empty', 'list empty', 'element twice', 'element lost', 'number off by one', 'number negative'],
    sites:
      /^(chat|completions|embeddings|error|responses) \$\.(choices\[\]\.(text|message\.tool_calls(\[function\]\.function\.arguments)?)|usage\.\w+|error\.(code|param|type)|output(\[message\]\.content(\[output_text\]\.text)?|\[function_call\]\.arguments)?)$/,
    reason: 'what an answer says, how many calls it makes and what it counts is not known beforehand',
    source: 'usage/sum, tools/call',
  },
  {
    mutations: ['unknown word'],
    sites: /^error \$\.error\.type$|\.(item|part|output\[\w+\]|content\[\w+\])\.type$/,
    reason: 'new types come with new features',
    source: 'https://platform.openai.com/docs/api-reference/introduction#backward-compatibility',
  },
  {
    mutations: ALL,
    sites: /rate_limits\.updated|^responses\.stream\.response\.completed$/,
    reason: 'an event that some streams have after the last: it may come or not',
    source: 'observed in few streams',
  },
  {
    mutations: ALL,
    sites: /content\[refusal\]|\.part\.refusal$/,
    reason: "refusals are the model's to make, and none is asked for",
    source: 'structured-output/refusal judges them in chat',
  },
  {
    mutations: ALL,
    sites: /^GET \/v1\/responses\/\{id\} \$\.output(\[message\]\.content(\[output_text\]\.text)?)?$/,
    reason: 'what a stored response should say is known only beside the first answer',
    source: 'responses/stored',
  },
  {
    mutations: ALL,
    sites:
      /function_call_arguments\.(delta|done) \$\.(delta|arguments)$|function_call \$\.item\.status$|incomplete_details\.reason$|\.response\.created_at$/,
    reason:
      'calls without arguments have empty ones, and what a single recorded answer should say besides is not known',
    source: 'responses/stream-call, responses/stream-incomplete',
  },
  {
    mutations: ALL,
    sites: /^DELETE \/v1\/models\//,
    reason: 'no suite deletes a model, and captured traffic has hardly any that does',
    source: 'https://platform.openai.com/docs/api-reference/models/delete',
  },
  {
    mutations: ['element twice'],
    sites: /^models \$\.data$/,
    reason: 'a list of OpenAI itself once had a model twice',
    source: 'observed: 2025-04',
  },
  {
    mutations: ['times zero'],
    reason: 'recorders put 0 in the place of times that would differ between two recordings',
    source: 'observed: recordings that were made for tests',
  },
  {
    mutations: ['usage zero'],
    sites: /^responses(\.stream)?$/,
    reason: 'OpenAI itself once sent such an answer, so one alone proves nothing; several fail',
    source: 'usage/responses/never-zero; observed: 2025-03',
  },
  {
    mutations: ['finish of text as calls'],
    sites: /^completions$/,
    reason: 'half of these answers are older than what is known of the fields of such answers',
    source: 'completions/response',
  },
  {
    mutations: ['cut as stop'],
    reason: 'a text may end by itself where the cap is; that a cap which cuts is told is judged where it must cut',
    source: 'parameters/max-tokens, completions/max-tokens, responses/stream-incomplete',
  },
  {
    mutations: ['finish filtered'],
    reason: 'a service may filter what it likes',
    source: 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-finish_reason',
  },
  {
    mutations: ['bytes null'],
    reason: 'a token without bytes of its own has none',
    source: 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-logprobs-content-bytes',
  },
  {
    mutations: ['character lost'],
    sites: /^(chat|completions|responses)$/,
    reason:
      'a model may write the replacement character itself: only the pieces of a stream tell that a server made it',
    source: 'streaming/utf8, completions/stream-text, responses/stream-text',
  },
  {
    mutations: ['element lost'],
    sites: /^embeddings \$\.data$/,
    reason: 'the recorder of such answers kept no request, which would tell how many vectors there should be',
    source: 'embeddings/list; "vector lost" changes answers whose request is known',
  },
]
