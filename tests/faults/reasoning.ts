import { isObject, objects, textOf, type Generation, type JsonObject } from '../stand-in/exchange-types.ts'
import { deaf, everywhere, inChoices, inDeltas, misread, refuses, type Fault } from './fault.ts'

const kills = ['reasoning/**']

/** Changes the answers of a model that thought. */
const thinking = (change: (choice: Generation & { reasoning: string }) => Generation): Fault['hooks'] => ({
  generation: (choice) => (choice.reasoning ? change({ ...choice, reasoning: choice.reasoning }) : choice),
})
const into = (text: (choice: Generation & { reasoning: string }) => string): Fault['hooks'] => thinking(({ reasoning, ...choice }) => ({ ...choice, text: text({ ...choice, reasoning }) }))
/** Renames the key in messages and deltas. */
const renamed = (change: (part: JsonObject) => void): Fault['hooks'] => ({ ...inChoices((_, message) => { if (message['reasoning']) change(message) }), ...inDeltas((delta) => { if (delta['reasoning']) change(delta) }) })
const under = (key: string) => (part: JsonObject): void => { part[key] = textOf(part['reasoning']); delete part['reasoning'] }
const thinks = (chunk: JsonObject): boolean => objects(chunk['choices']).some(({ delta }) => isObject(delta) && 'reasoning' in delta)
const countedAs = (tokens: (counts: { all: number; thoughts: number }) => number): Fault['hooks'] => everywhere((value) => {
  const { usage } = value
  if (!isObject(usage)) return
  const details = isObject(usage['completion_tokens_details']) ? usage['completion_tokens_details'] : {}
  details['reasoning_tokens'] = tokens({ all: Number(usage['completion_tokens']), thoughts: Number(details['reasoning_tokens']) })
})
const replayed = (key: string): ((message: JsonObject) => boolean) => (message) => message['role'] === 'assistant' && key in message
const effort = (value: string) => (body: JsonObject): boolean => body['reasoning_effort'] === value

export const reasoningFaults: Fault[] = [
  { name: 'think-in-content', about: 'thoughts stand in the content, in their tags (Ollama before 0.9)', kills, hooks: into(({ reasoning, text }) => `<think>${reasoning}</think>\n\n${text}`) },
  { name: 'think-end-in-content', about: 'the tag that ends the thoughts is left in the content', kills, hooks: thinking((choice) => ({ ...choice, text: `</think>${choice.text}` })) },
  { name: 'thoughts-under-thinking', about: 'thoughts come under `thinking`, the key of another API', kills, hooks: renamed(under('thinking')) },
  { name: 'thoughts-as-object', about: 'thoughts come as an object', kills, hooks: renamed((part) => { part['reasoning'] = { text: textOf(part['reasoning']) } }) },
  { name: 'stream-without-thoughts', about: 'a stream leaves the thoughts out', kills, hooks: { chunks: (chunks) => chunks.filter((chunk) => !thinks(chunk)) } },
  { name: 'stream-other-key', about: 'a stream has thoughts under another key than the plain answer', kills, hooks: inDeltas((delta) => { if (delta['reasoning']) under('reasoning_content')(delta) }) },
  { name: 'thought-late', about: 'the last thought comes after the answer has begun', kills, hooks: { chunks: (chunks) => { const at = chunks.findLastIndex(thinks); return at < 0 ? chunks : [...chunks.slice(0, at), ...chunks.slice(at + 1, at + 3), ...chunks.slice(at, at + 1), ...chunks.slice(at + 3)] } } },
  { name: 'thought-and-text-in-one', about: 'the last thought and the first text share a chunk (Ollama up to 0.15)', kills, hooks: { chunks: (chunks) => { const at = chunks.findLastIndex(thinks); const [choice] = objects(chunks[at + 1]?.['choices']); const thought = objects(chunks[at]?.['choices'])[0]?.['delta']; if (at < 0 || !choice || !isObject(choice['delta']) || !isObject(thought)) return chunks; choice['delta'] = { ...choice['delta'], ...thought }; return chunks.filter((_, place) => place !== at) } } },
  { name: 'starved-is-stop', about: 'an answer whose limit went into thoughts ends with stop', kills, hooks: thinking((choice) => (choice.text === '' ? { ...choice, finish: 'stop' } : choice)) },
  { name: 'thoughts-not-counted', about: 'completion_tokens leaves the thoughts out', kills, hooks: thinking((choice) => ({ ...choice, completionTokens: 2 })) },
  { name: 'answer-in-thoughts', about: 'the answer is put among the thoughts, and the content is empty', kills, hooks: thinking((choice) => ({ ...choice, reasoning: `${choice.reasoning} ${choice.text}`, text: choice.finish === 'stop' ? '' : choice.text })) },
  { name: 'reasoning-tokens-zero', about: 'reasoning_tokens is always 0', kills, hooks: countedAs(() => 0) },
  { name: 'reasoning-tokens-beyond', about: 'reasoning_tokens is more than all tokens', kills, hooks: countedAs(({ all, thoughts }) => all + thoughts) },
  { name: 'effort-ignored', about: 'reasoning_effort is accepted and ignored (Ollama before 0.11.5)', kills, hooks: deaf('reasoning_effort') },
  ...['none', 'minimal', 'low', 'medium', 'high', 'xhigh'].map((value): Fault => ({ name: `effort-${value}-crashes`, about: `reasoning_effort "${value}" gives a 500`, kills, hooks: refuses(effort(value), 500) })),
  ...['reasoning', 'reasoning_content'].flatMap((key): Fault[] => [
    { name: `replayed-${key}-dropped`, about: `a message with \`${key}\` reaches the model without its content`, kills, hooks: misread((messages) => messages.map((message) => (replayed(key)(message) ? { ...message, content: '' } : message))) },
    { name: `replayed-${key}-crashes`, about: `a message with \`${key}\` gives a 500`, kills, hooks: refuses((body) => objects(body['messages']).some(replayed(key)), 500) },
  ]),
]
