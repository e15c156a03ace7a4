// Generated from specs/openai by `npm run generate`. Do not edit.

/**
 * Log probabilities of one choice. null unless asked for; the key is absent for reasoning, audio and search models.
 */
export type ChoiceLogprobs = {
  content: TokenLogprob[] | null
  refusal?: unknown[] | null
  [k: string]: unknown
} | null
/**
 * Token counts of one request. Sent by api.openai.com in 2069 of 2069 plain chat answers.
 */
export type TokenUsage = {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
  /**
   * In all answers since late 2024, older ones lack it.
   */
  prompt_tokens_details?: {
    cached_tokens?: number | null
    audio_tokens?: number | null
    [k: string]: unknown
  } | null
  completion_tokens_details?: {
    reasoning_tokens?: number | null
    audio_tokens?: number | null
    accepted_prediction_tokens?: number | null
    rejected_prediction_tokens?: number | null
    [k: string]: unknown
  } | null
  [k: string]: unknown
} | null
export type StopSequence = string | null
/**
 * @maxItems 4
 */
export type StopSequences = string[]
/**
 * The form the text of the answer must have.
 */
export type ResponseFormat = {
  type: 'text' | 'json_object' | 'json_schema'
  json_schema?: {
    name: string
    description?: string
    strict?: boolean | null
    schema?: {
      [k: string]: unknown
    }
    [k: string]: unknown
  }
  [k: string]: unknown
} | null
/**
 * Which tool the model must, may or must not call.
 */
export type ToolChoice = ToolChoiceMode | NamedToolChoice
export type ToolChoiceMode = 'none' | 'auto' | 'required'
export type InputText = string
/**
 * @minItems 1
 */
export type InputTexts = string[]
/**
 * @minItems 1
 */
export type InputTokens = number[]
/**
 * @minItems 1
 */
export type InputTokenLists = number[][]
export type ResponseInputText = string | null
export type ResponseInputItems = {
  [k: string]: unknown
}[]
export type ResponseToolChoiceMode = 'none' | 'auto' | 'required'
/**
 * Token counts of a response; null while it is not finished.
 */
export type ResponseUsage = {
  input_tokens: number
  output_tokens: number
  total_tokens: number
  input_tokens_details?: {
    cached_tokens?: number
    [k: string]: unknown
  } | null
  output_tokens_details?: {
    reasoning_tokens?: number
    [k: string]: unknown
  } | null
  [k: string]: unknown
} | null
/**
 * Log probabilities of a text completion, in the old form: lists that run along the tokens. null unless asked for.
 */
export type TextLogprobs = {
  tokens: string[]
  /**
   * Items: null for the first token of an echoed prompt, which nothing comes before.
   */
  token_logprobs: (number | null)[]
  top_logprobs?:
    | ({
        [k: string]: unknown
      } | null)[]
    | null
  /**
   * Items: Characters from the beginning of the prompt, echoed or not.
   */
  text_offset: number[]
  [k: string]: unknown
} | null
/**
 * Token counts of one text completion. `completion_tokens` is left out where nothing was generated (3 of 257 answers).
 */
export type TextCompletionUsage = {
  prompt_tokens: number
  completion_tokens?: number
  total_tokens: number
  [k: string]: unknown
} | null
export type PromptText = string | null
/**
 * @minItems 1
 */
export type PromptTexts = string[]
/**
 * @minItems 1
 */
export type PromptTokens = number[]
/**
 * @minItems 1
 */
export type PromptTokenLists = number[][]
export type TextStopSequence = string | null
/**
 * @maxItems 4
 */
export type TextStopSequences = string[]

export interface Contract {
  'chat-choice': ChatChoice
  'chat-completion-chunk': ChatCompletionChunk
  'chat-completion-request': ChatCompletionRequest
  'chat-completion': ChatCompletion
  'chat-delta': ChatDelta
  'chat-message-param': ChatMessageParam
  'chat-message': ChatMessage
  'choice-logprobs': ChoiceLogprobs
  'chunk-choice': ChunkChoice
  'content-part': ContentPart
  'embedding-list': EmbeddingList
  'embedding-request': EmbeddingRequest
  'embedding-usage': EmbeddingUsage
  embedding: Embedding
  'error-envelope': ErrorEnvelope
  'function-call': FunctionCall
  'model-list': ModelList
  model: Model
  'response-event-arguments-delta': ResponseArgumentsDeltaEvent
  'response-event-arguments-done': ResponseArgumentsDoneEvent
  'response-event-content-part': ResponseContentPartEvent
  'response-event-lifecycle': ResponseLifecycleEvent
  'response-event-output-item': ResponseOutputItemEvent
  'response-event-text-delta': ResponseTextDeltaEvent
  'response-event-text-done': ResponseTextDoneEvent
  'response-format': ResponseFormat
  'response-function-call-item': ResponseFunctionCallItem
  'response-message-item': ResponseMessageItem
  'response-request': ResponseRequest
  'response-usage': ResponseUsage
  response: Response
  'text-completion-choice': TextCompletionChoice
  'text-completion-chunk-choice': TextCompletionChunkChoice
  'text-completion-chunk': TextCompletionChunk
  'text-completion-request': TextCompletionRequest
  'text-completion-usage': TextCompletionUsage
  'text-completion': TextCompletion
  'text-logprobs': TextLogprobs
  'token-logprob': TokenLogprob
  'token-usage': TokenUsage
  'tool-call-delta': ToolCallDelta
  'tool-call': ToolCall
  'tool-choice': ToolChoice
  tool: Tool
}
/**
 * One choice of a plain answer.
 */
export interface ChatChoice {
  index: number
  message: ChatMessage
  finish_reason?: 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'function_call'
  /**
   * Only gpt-4-vision-preview (2023-11), in place of finish_reason.
   */
  finish_details?: {
    [k: string]: unknown
  }
  logprobs?: ChoiceLogprobs
  [k: string]: unknown
}
/**
 * The assistant message of a plain answer. `content` is always there: text, or null beside tool calls, a refusal, audio or a legacy function call (2087 of 2087 observed).
 */
export interface ChatMessage {
  role: 'assistant'
  content: string | null
  refusal?: string | null
  /**
   * In every message since 2025-04.
   */
  annotations?: {
    [k: string]: unknown
  }[]
  /**
   * @minItems 1
   */
  tool_calls?: ToolCall[]
  /**
   * Legacy form of a tool call.
   */
  function_call?: {
    name: string
    arguments: string
    [k: string]: unknown
  } | null
  audio?: {
    [k: string]: unknown
  } | null
  [k: string]: unknown
}
/**
 * One tool call in a plain answer. It has no `index`: that field belongs to stream deltas (401 of 401 observed).
 */
export interface ToolCall {
  id: string
  type: 'function' | 'custom'
  function?: FunctionCall
  /**
   * Custom tool call: free text input instead of JSON arguments.
   */
  custom?: {
    name: string
    input: string
    [k: string]: unknown
  }
  [k: string]: unknown
}
/**
 * The function a model wants called. `arguments` is a string holding JSON, never an object.
 */
export interface FunctionCall {
  name: string
  arguments: string
  [k: string]: unknown
}
/**
 * One generated token with its log probability, its bytes and the alternatives.
 */
export interface TokenLogprob {
  token: string
  logprob: number
  bytes?: number[] | null
  top_logprobs: {
    token: string
    logprob: number
    bytes?: number[] | null
    [k: string]: unknown
  }[]
  [k: string]: unknown
}
/**
 * One event of a chat stream.
 */
export interface ChatCompletionChunk {
  id: string
  object: 'chat.completion.chunk'
  created: number
  model: string
  choices: ChunkChoice[]
  usage?: TokenUsage
  system_fingerprint?: string | null
  service_tier?: string | null
  /**
   * Padding against traffic analysis, since 2025-08; may be empty.
   */
  obfuscation?: string
  /**
   * Results of moderating the request and the answer, where asked for.
   */
  moderation?: {
    [k: string]: unknown
  } | null
  [k: string]: unknown
}
/**
 * One choice of a chunk. `finish_reason` is present in every chunk, null until the last.
 */
export interface ChunkChoice {
  index: number
  delta: ChatDelta
  finish_reason: 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'function_call' | null
  logprobs?: ChoiceLogprobs
  [k: string]: unknown
}
/**
 * What one chunk adds to a choice. Never carries `message`.
 */
export interface ChatDelta {
  /**
   * Only in the first chunk of a choice.
   */
  role?: 'assistant' | null
  content?: string | null
  refusal?: string | null
  tool_calls?: ToolCallDelta[]
  function_call?: {
    [k: string]: unknown
  }
  audio?: {
    [k: string]: unknown
  } | null
  [k: string]: unknown
}
/**
 * A fragment of a tool call in a stream. `index` always; `id`, `type` and `function.name` only in the opening fragment (168 of 168 observed).
 */
export interface ToolCallDelta {
  index: number
  id?: string | null
  type?: 'function' | 'custom' | null
  function?: {
    name?: string | null
    arguments?: string | null
    [k: string]: unknown
  }
  /**
   * Custom tool call: free text input instead of JSON arguments.
   */
  custom?: {
    [k: string]: unknown
  }
  [k: string]: unknown
}
/**
 * The request of POST /v1/chat/completions. What the service accepts though its own document forbids it (`stop: []`, `response_format: null`, `tools: null`) is allowed here.
 */
export interface ChatCompletionRequest {
  model: string
  /**
   * @minItems 1
   */
  messages: ChatMessageParam[]
  temperature?: number | null
  top_p?: number | null
  presence_penalty?: number | null
  frequency_penalty?: number | null
  n?: number | null
  seed?: number | null
  max_tokens?: number | null
  max_completion_tokens?: number | null
  stop?: StopSequence | StopSequences
  stream?: boolean | null
  stream_options?: {
    include_usage?: boolean
    include_obfuscation?: boolean
    [k: string]: unknown
  } | null
  logprobs?: boolean | null
  top_logprobs?: number | null
  logit_bias?: {
    [k: string]: number
  } | null
  response_format?: ResponseFormat
  tools?: Tool[] | null
  tool_choice?: ToolChoice
  parallel_tool_calls?: boolean | null
  reasoning_effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | null
  user?: string
  store?: boolean | null
  metadata?: {
    [k: string]: string
  } | null
  service_tier?: 'auto' | 'default' | 'flex' | 'scale' | 'priority' | null
  verbosity?: 'low' | 'medium' | 'high' | null
  modalities?: ('text' | 'audio')[] | null
  prediction?: {
    [k: string]: unknown
  } | null
  audio?: {
    [k: string]: unknown
  } | null
  function_call?:
    | string
    | {
        [k: string]: unknown
      }
  functions?: {
    [k: string]: unknown
  }[]
  moderation?: {
    [k: string]: unknown
  } | null
  prompt_cache_key?: string | null
  prompt_cache_options?: {
    [k: string]: unknown
  } | null
  prompt_cache_retention?: string | null
  safety_identifier?: string | null
  web_search_options?: {
    [k: string]: unknown
  } | null
  [k: string]: unknown
}
/**
 * A message sent by the client: system, developer, user, assistant (replayed) or tool result.
 */
export interface ChatMessageParam {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool' | 'function'
  content?: string | ContentPart[] | null
  name?: string
  refusal?: string | null
  tool_calls?: ToolCall[]
  tool_call_id?: string
  function_call?: {
    [k: string]: unknown
  } | null
  audio?: {
    [k: string]: unknown
  } | null
  [k: string]: unknown
}
/**
 * A part of a message sent by the client.
 */
export interface ContentPart {
  type: 'text' | 'image_url' | 'input_audio' | 'file' | 'refusal'
  text?: string
  image_url?: {
    url: string
    detail?: 'auto' | 'low' | 'high'
    [k: string]: unknown
  }
  input_audio?: {
    data: string
    format: 'wav' | 'mp3'
    [k: string]: unknown
  }
  file?: {
    [k: string]: unknown
  }
  refusal?: string
  [k: string]: unknown
}
/**
 * A tool the model may call.
 */
export interface Tool {
  type: 'function' | 'custom'
  function?: {
    name: string
    description?: string
    parameters?: {
      [k: string]: unknown
    }
    strict?: boolean | null
    [k: string]: unknown
  }
  custom?: {
    [k: string]: unknown
  }
  [k: string]: unknown
}
export interface NamedToolChoice {
  type: 'function' | 'custom' | 'allowed_tools'
  function?: {
    name: string
    [k: string]: unknown
  }
  [k: string]: unknown
}
/**
 * The plain (not streamed) answer of POST /v1/chat/completions.
 */
export interface ChatCompletion {
  id: string
  object: 'chat.completion'
  created: number
  model: string
  /**
   * @minItems 1
   */
  choices: ChatChoice[]
  usage: TokenUsage
  /**
   * null for many models (21 % observed).
   */
  system_fingerprint?: string | null
  service_tier?: string | null
  /**
   * Results of moderating the request and the answer, where asked for.
   */
  moderation?: {
    [k: string]: unknown
  } | null
  /**
   * Echo of the request's metadata, where the answer is stored.
   */
  metadata?: {
    [k: string]: unknown
  } | null
  [k: string]: unknown
}
/**
 * The answer of POST /v1/embeddings. Observed in 130 of 130 answers.
 */
export interface EmbeddingList {
  object: 'list'
  data: Embedding[]
  model: string
  usage: EmbeddingUsage
  [k: string]: unknown
}
/**
 * One vector: numbers, or with `encoding_format: base64` the little-endian float32 values as text.
 */
export interface Embedding {
  object: 'embedding'
  index: number
  embedding: number[] | string
  [k: string]: unknown
}
/**
 * Token counts of a request for embeddings.
 */
export interface EmbeddingUsage {
  prompt_tokens: number
  total_tokens: number
  [k: string]: unknown
}
/**
 * The request of POST /v1/embeddings. `encoding_format: null` is taken although the service's own document forbids it.
 */
export interface EmbeddingRequest {
  model: string
  input: InputText | InputTexts | InputTokens | InputTokenLists
  dimensions?: number | null
  encoding_format?: 'float' | 'base64' | null
  user?: string
  [k: string]: unknown
}
/**
 * The body of every answer that is not a success (193 of 194 observed).
 */
export interface ErrorEnvelope {
  error: {
    message: string
    type: string | null
    param: string | null
    code: string | null
    [k: string]: unknown
  }
  [k: string]: unknown
}
/**
 * The answer of GET /v1/models. An empty store is an empty list, not null.
 */
export interface ModelList {
  object: 'list'
  data: Model[]
  [k: string]: unknown
}
/**
 * One model. Since 2024 exactly id, object, created and owned_by.
 */
export interface Model {
  id: string
  object: 'model'
  created: number
  owned_by: string
  /**
   * When the model will be shut down; null where that is not announced.
   */
  shutdown_date?: string | null
  [k: string]: unknown
}
/**
 * Adds to the arguments of a function call.
 */
export interface ResponseArgumentsDeltaEvent {
  /**
   * The item that the event belongs to.
   */
  item_id: string
  /**
   * Place of the item in `output`.
   */
  output_index: number
  delta: string
  /**
   * Random letters that hide how long the delta is.
   */
  obfuscation?: string
  /**
   * Place of the event in the stream; whether it comes at all is judged over the stream.
   */
  sequence_number?: number
  [k: string]: unknown
}
/**
 * The whole arguments of a function call.
 */
export interface ResponseArgumentsDoneEvent {
  /**
   * The item that the event belongs to.
   */
  item_id: string
  /**
   * Place of the item in `output`.
   */
  output_index: number
  arguments: string
  /**
   * Place of the event in the stream; whether it comes at all is judged over the stream.
   */
  sequence_number?: number
  [k: string]: unknown
}
/**
 * Opens or closes a part of a message.
 */
export interface ResponseContentPartEvent {
  /**
   * The item that the event belongs to.
   */
  item_id: string
  /**
   * Place of the item in `output`.
   */
  output_index: number
  /**
   * Place of the part in the content of the item.
   */
  content_index: number
  part: {
    type: string
    text?: string
    [k: string]: unknown
  }
  /**
   * Place of the event in the stream; whether it comes at all is judged over the stream.
   */
  sequence_number?: number
  [k: string]: unknown
}
/**
 * Tells where the response as a whole is: created, queued, in progress, or at its end.
 */
export interface ResponseLifecycleEvent {
  response: {
    id: string
    object: 'response'
    status: 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled'
    output: {
      [k: string]: unknown
    }[]
    model: string
    /**
     * Null until the end.
     */
    usage?: {
      [k: string]: unknown
    } | null
    error?: {
      [k: string]: unknown
    } | null
    incomplete_details?: {
      [k: string]: unknown
    } | null
    [k: string]: unknown
  }
  /**
   * Place of the event in the stream; whether it comes at all is judged over the stream.
   */
  sequence_number?: number
  [k: string]: unknown
}
/**
 * Opens or closes an item of the output.
 */
export interface ResponseOutputItemEvent {
  /**
   * Place of the item in `output`.
   */
  output_index: number
  item: {
    type: string
    id?: string
    [k: string]: unknown
  }
  /**
   * Place of the event in the stream; whether it comes at all is judged over the stream.
   */
  sequence_number?: number
  [k: string]: unknown
}
/**
 * Adds to the text of a part.
 */
export interface ResponseTextDeltaEvent {
  /**
   * The item that the event belongs to.
   */
  item_id: string
  /**
   * Place of the item in `output`.
   */
  output_index: number
  /**
   * Place of the part in the content of the item.
   */
  content_index: number
  delta: string
  logprobs?: {
    [k: string]: unknown
  }[]
  /**
   * Random letters that hide how long the delta is.
   */
  obfuscation?: string
  /**
   * Place of the event in the stream; whether it comes at all is judged over the stream.
   */
  sequence_number?: number
  [k: string]: unknown
}
/**
 * The whole text of a part.
 */
export interface ResponseTextDoneEvent {
  /**
   * The item that the event belongs to.
   */
  item_id: string
  /**
   * Place of the item in `output`.
   */
  output_index: number
  /**
   * Place of the part in the content of the item.
   */
  content_index: number
  text: string
  logprobs?: {
    [k: string]: unknown
  }[]
  /**
   * Place of the event in the stream; whether it comes at all is judged over the stream.
   */
  sequence_number?: number
  [k: string]: unknown
}
/**
 * An item of `output` that calls a function. It is known by its `type`, `function_call`.
 */
export interface ResponseFunctionCallItem {
  id?: string
  call_id: string
  name: string
  arguments: string
  status?: 'in_progress' | 'completed' | 'incomplete'
  [k: string]: unknown
}
/**
 * An item of `output` with the text of the answer. It is known by its `type`, `message`.
 */
export interface ResponseMessageItem {
  id: string
  role: 'assistant'
  status: 'in_progress' | 'completed' | 'incomplete'
  content: {
    type: 'output_text' | 'refusal'
    text?: string
    annotations?: unknown[]
    [k: string]: unknown
  }[]
  [k: string]: unknown
}
/**
 * The request of POST /v1/responses. Items of the input and tools are an open union; the service also takes items its own document does not describe.
 */
export interface ResponseRequest {
  model: string
  input?: ResponseInputText | ResponseInputItems
  instructions?: string | null
  max_output_tokens?: number | null
  max_tool_calls?: number | null
  temperature?: number | null
  top_p?: number | null
  top_logprobs?: number | null
  stream?: boolean | null
  stream_options?: {
    [k: string]: unknown
  } | null
  store?: boolean | null
  background?: boolean | null
  previous_response_id?: string | null
  conversation?:
    | string
    | {
        [k: string]: unknown
      }
    | null
  include?: string[] | null
  tools?:
    | {
        type: string
        [k: string]: unknown
      }[]
    | null
  tool_choice?: ResponseToolChoiceMode | ResponseToolChoice
  parallel_tool_calls?: boolean | null
  text?: {
    format?: {
      type: 'text' | 'json_object' | 'json_schema'
      [k: string]: unknown
    } | null
    verbosity?: 'low' | 'medium' | 'high' | null
    [k: string]: unknown
  } | null
  reasoning?: {
    effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | null
    summary?: 'auto' | 'concise' | 'detailed' | null
    [k: string]: unknown
  } | null
  truncation?: 'auto' | 'disabled' | null
  metadata?: {
    [k: string]: string
  } | null
  service_tier?: 'auto' | 'default' | 'flex' | 'scale' | 'priority' | null
  user?: string | null
  safety_identifier?: string | null
  prompt?: {
    [k: string]: unknown
  } | null
  prompt_cache_key?: string | null
  prompt_cache_retention?: string | null
  /**
   * Not documented; the Codex CLI sends it to the service with each request.
   */
  client_metadata?: {
    [k: string]: string
  } | null
  moderation?: {
    [k: string]: unknown
  } | null
  context_management?:
    | {
        [k: string]: unknown
      }[]
    | null
  [k: string]: unknown
}
export interface ResponseToolChoice {
  type: string
  [k: string]: unknown
}
/**
 * The object of the Responses API. Observed in 1404 of 1404 answers; `usage` is null until the end, `user` and `format.description` may be null.
 */
export interface Response {
  id: string
  object: 'response'
  created_at: number
  status: 'completed' | 'failed' | 'in_progress' | 'cancelled' | 'queued' | 'incomplete'
  error: {
    [k: string]: unknown
  } | null
  incomplete_details: {
    [k: string]: unknown
  } | null
  instructions: string | unknown[] | null
  max_output_tokens: number | null
  model: string
  output: {
    type: string
    [k: string]: unknown
  }[]
  parallel_tool_calls: boolean
  previous_response_id: string | null
  temperature: number | null
  text: {
    [k: string]: unknown
  } | null
  tool_choice:
    | string
    | {
        [k: string]: unknown
      }
  tools: unknown[]
  top_p: number | null
  truncation?: string | null
  usage: ResponseUsage
  metadata: {
    [k: string]: unknown
  } | null
  [k: string]: unknown
}
/**
 * One choice of a plain text completion.
 */
export interface TextCompletionChoice {
  text: string
  index: number
  logprobs: TextLogprobs
  finish_reason: 'stop' | 'length' | 'content_filter'
  [k: string]: unknown
}
/**
 * One choice of a chunk: another piece of the text.
 */
export interface TextCompletionChunkChoice {
  text: string
  index: number
  logprobs: TextLogprobs
  finish_reason: 'stop' | 'length' | 'content_filter' | null
  [k: string]: unknown
}
/**
 * One event of a streamed text completion. It has the form of the plain answer, with a piece of the text.
 */
export interface TextCompletionChunk {
  id: string
  object: 'text_completion'
  created: number
  model: string
  choices: TextCompletionChunkChoice[]
  usage?: TextCompletionUsage
  system_fingerprint?: string | null
  [k: string]: unknown
}
/**
 * The request of POST /v1/completions.
 */
export interface TextCompletionRequest {
  model: string
  prompt: PromptText | PromptTexts | PromptTokens | PromptTokenLists
  suffix?: string | null
  max_tokens?: number | null
  temperature?: number | null
  top_p?: number | null
  n?: number | null
  best_of?: number | null
  echo?: boolean | null
  logprobs?: number | null
  logit_bias?: {
    [k: string]: number
  } | null
  presence_penalty?: number | null
  frequency_penalty?: number | null
  seed?: number | null
  stop?: TextStopSequence | TextStopSequences
  stream?: boolean | null
  stream_options?: {
    include_usage?: boolean
    include_obfuscation?: boolean
    [k: string]: unknown
  } | null
  user?: string
  [k: string]: unknown
}
/**
 * The plain (not streamed) answer of POST /v1/completions.
 */
export interface TextCompletion {
  id: string
  object: 'text_completion'
  created: number
  model: string
  /**
   * @minItems 1
   */
  choices: TextCompletionChoice[]
  usage: TextCompletionUsage
  system_fingerprint?: string | null
  [k: string]: unknown
}
