import { isObject } from '../stand-in/exchange-types.ts'
import type { Hooks } from '../stand-in/hooks.ts'
import { deaf, refuses, type Fault } from './fault.ts'

const kills = ['structured-output/**']
const isJson = (text: string | null): text is string => text !== null && /^[{[]/.test(text)
/** Another text wherever the model answers in JSON. */
const inJson = (change: (text: string) => string, finish?: string): Hooks => ({
  generation: (choice) => (isJson(choice.text) ? { ...choice, text: change(choice.text), finish: finish ?? choice.finish } : choice),
})

export const structuredFaults: Fault[] = [
  { name: 'format-ignored', about: '`response_format` is ignored (Ollama before 0.1.24)', kills, hooks: deaf('response_format') },
  { name: 'format-ignored-in-streams', about: '`response_format` holds for plain answers only', kills, hooks: { request: ({ response_format: format, ...body }) => (format === undefined || body['stream'] === true ? body : { ...body, response_format: format }) } },
  { name: 'schema-as-json-mode', about: 'a schema gives any JSON (Ollama before 0.5)', kills, hooks: { request: (body) => (isObject(body['response_format']) && body['response_format']['type'] === 'json_schema' ? { ...body, response_format: { type: 'json_object' } } : body) } },
  { name: 'json-fenced', about: 'JSON comes in a code fence', kills, hooks: inJson((text) => `\`\`\`json\n${text}\n\`\`\``) },
  { name: 'json-in-a-list', about: 'the object comes in a list', kills, hooks: inJson((text) => `[${text}]`) },
  { name: 'json-with-more', about: 'objects have a field of the server\'s', kills, hooks: inJson((text) => text.replace(/^\{/, '{"_id":1,')) },
  { name: 'json-cut-says-stop', about: 'cut JSON ends with `stop`', kills: ['structured-output/edges/**'], hooks: { generation: (choice) => (isJson(choice.text) && choice.finish === 'length' ? { ...choice, finish: 'stop' } : choice) } },
  { name: 'schema-unchecked', about: 'a schema that is none is accepted', kills: ['structured-output/edges/**'], hooks: { refusal: (refusal) => (refusal.message.includes('Invalid schema') ? null : refusal) } },
  { name: 'schema-500', about: 'a schema that is none gives a 500', kills: ['structured-output/edges/**'], hooks: { refusal: (refusal) => (refusal.message.includes('Invalid schema') ? { ...refusal, status: 500 } : refusal) } },
  { name: 'text-format-as-json', about: 'the format `text` gives JSON', kills: ['structured-output/edges/**'], hooks: { request: (body) => (isObject(body['response_format']) && body['response_format']['type'] === 'text' ? { ...body, response_format: { type: 'json_object' } , messages: [{ role: 'system', content: 'json' }, ...(Array.isArray(body['messages']) ? body['messages'] : [])] } : body) } },
  { name: 'format-refused', about: '`response_format` gives a 500', kills, hooks: refuses((body) => isObject(body['response_format']), 500, 'failed to load grammar') },
]
