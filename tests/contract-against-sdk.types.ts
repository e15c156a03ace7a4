import type OpenAI from 'openai'
import type * as Contract from '../src/contract/types.gen.ts'

// Compiled, never run: when the contract or the SDK's own types change so that they no longer agree, `tsc` fails here.
// Where the two differ on purpose the difference is listed, and a listed difference that is gone fails too.

/** The contract leaves every object open; here only what it names counts. */
type Closed<T> = T extends readonly (infer Item)[]
  ? Closed<Item>[]
  : T extends object
    ? { [K in keyof T as string extends K ? never : K]: Closed<T[K]> }
    : T
type Keys<T> = T extends unknown ? keyof Closed<T> : never
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Fits<Sdk, C> = Sdk extends Closed<C> ? true : false
type OnlyInSdk<Sdk, C> = Exclude<Keys<Sdk>, Keys<C>>
type OnlyInContract<Sdk, C> = Exclude<Keys<C>, Keys<Sdk>>
type True<T extends true> = T

type Chat = OpenAI.ChatCompletion
type Chunk = OpenAI.ChatCompletionChunk
type ChunkChoice = OpenAI.ChatCompletionChunk.Choice
type FunctionToolCall = OpenAI.ChatCompletionMessageFunctionToolCall

export type Agreement = [
  // What the SDK's types promise is allowed by the contract.
  // The SDK makes `usage` optional; the service sends it in every plain answer (2069 of 2069 observed).
  True<Fits<Omit<Chat, 'usage'>, Omit<Closed<Contract.ChatCompletion>, 'usage'>>>,
  True<Fits<OpenAI.ChatCompletion.Choice, Contract.ChatChoice>>,
  True<Fits<OpenAI.ChatCompletionMessage, Contract.ChatMessage>>,
  True<Fits<FunctionToolCall, Contract.ToolCall>>,
  True<Fits<Omit<Chunk, 'choices'>, Omit<Closed<Contract.ChatCompletionChunk>, 'choices'>>>,
  True<Fits<Omit<ChunkChoice, 'delta'>, Omit<Closed<Contract.ChunkChoice>, 'delta'>>>,
  // The SDK allows every role in a delta; the service only ever sends `assistant` (465 of 465 observed).
  True<Fits<Omit<OpenAI.ChatCompletionChunk.Choice.Delta, 'role'>, Omit<Closed<Contract.ChatDelta>, 'role'>>>,
  True<Fits<OpenAI.CompletionUsage, Contract.TokenUsage>>,
  True<Fits<OpenAI.ChatCompletionTokenLogprob, Contract.TokenLogprob>>,
  // The SDK makes `usage` optional; /v1/completions sends it in every plain answer.
  True<Fits<Omit<OpenAI.Completion, 'usage' | 'choices'>, Omit<Closed<Contract.TextCompletion>, 'usage' | 'choices'>>>,
  // The SDK leaves every list of log probabilities optional; the service sends them all.
  True<Fits<Omit<OpenAI.CompletionChoice, 'logprobs'>, Omit<Closed<Contract.TextCompletionChoice>, 'logprobs'>>>,
  True<Fits<OpenAI.Model, Contract.Model>>,
  True<Fits<OpenAI.ErrorObject, Contract.ErrorEnvelope['error']>>,
  True<Fits<OpenAI.ChatCompletionToolChoiceOption, Contract.ToolChoice>>,
  // Fields that only one of the two names.
  True<Same<OnlyInSdk<Chat, Contract.ChatCompletion>, never>>,
  True<Same<OnlyInContract<Chat, Contract.ChatCompletion>, never>>,
  True<Same<OnlyInSdk<OpenAI.ChatCompletion.Choice, Contract.ChatChoice>, never>>,
  True<Same<OnlyInContract<OpenAI.ChatCompletion.Choice, Contract.ChatChoice>, 'finish_details'>>,
  True<Same<OnlyInSdk<OpenAI.ChatCompletionMessage, Contract.ChatMessage>, never>>,
  True<Same<OnlyInContract<OpenAI.ChatCompletionMessage, Contract.ChatMessage>, never>>,
  True<Same<OnlyInContract<Chunk, Contract.ChatCompletionChunk>, never>>,
  True<Same<OnlyInSdk<Chunk, Contract.ChatCompletionChunk>, never>>,
  True<Same<OnlyInSdk<ChunkChoice, Contract.ChunkChoice>, never>>,
  True<Same<OnlyInSdk<OpenAI.ChatCompletionChunk.Choice.Delta, Contract.ChatDelta>, never>>,
  True<Same<OnlyInSdk<OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall, Contract.ToolCallDelta>, never>>,
  True<Same<OnlyInSdk<OpenAI.CompletionUsage, Contract.TokenUsage>, never>>,
  True<Same<OnlyInSdk<OpenAI.Model, Contract.Model>, never>>,
  True<Same<OnlyInSdk<OpenAI.Completion, Contract.TextCompletion>, never>>,
  True<Same<OnlyInContract<OpenAI.Completion, Contract.TextCompletion>, never>>,
  True<Same<OnlyInSdk<OpenAI.CompletionChoice, Contract.TextCompletionChoice>, never>>,
  True<Same<OnlyInSdk<OpenAI.CompletionCreateParams, Contract.TextCompletionRequest>, never>>,
  True<Same<OnlyInContract<OpenAI.CompletionCreateParams, Contract.TextCompletionRequest>, never>>,
  True<Same<OnlyInSdk<OpenAI.ChatCompletionCreateParams, Contract.ChatCompletionRequest>, never>>,
  True<Same<OnlyInContract<OpenAI.ChatCompletionCreateParams, Contract.ChatCompletionRequest>, never>>,
]
