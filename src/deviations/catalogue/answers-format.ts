import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { fault, read } from '../response-requests.ts'
import { isObject, objects, textOf, type JsonObject } from '../server-reply.ts'
import { deafWhere, hasSchema, inJson, isJson } from '../structured-hooks.ts'

const BLANK = ' '.repeat(20)

const isLoose = (format: unknown): boolean =>
  isObject(format) && format['type'] === 'json_schema' && format['strict'] !== true

/** Another text wherever a response is in JSON, and what else changes with it. */
const inResponses = (change: (text: string) => string, more: JsonObject = {}): Hooks => ({
  responseObject: (body) => {
    const parts = objects(body['output']).flatMap((item) => objects(item['content']))
    const texts = parts.filter((part) => part['type'] === 'output_text' && isJson(textOf(part['text'])))
    for (const part of texts) part['text'] = change(textOf(part['text']))
    return texts.length > 0 ? { ...body, ...more } : body
  },
})

/** What comes of answers in JSON where a server binds them halfway. */
export const deviations: Deviation[] = [
  {
    name: 'json-followed-by-mark',
    about: 'a control mark of the model follows the JSON',
    seen: ['llama.cpp templates'],
    rules: ['structured-output/answers/json-mode', 'structured-output/answers/strict-schema'],
    hooks: inJson((text) => `${text}<|im_end|>`),
  },
  {
    name: 'loose-schema-ignored',
    about: 'a schema without `strict` is ignored',
    rules: ['structured-output/answers/loose-schema'],
    hooks: deafWhere((body) =>
      hasSchema(body) && isObject(body['response_format']) && isObject(body['response_format']['json_schema'])
        ? body['response_format']['json_schema']['strict'] !== true
        : false,
    ),
  },
  {
    name: 'json-runs-on-blank',
    about: 'white space follows the JSON until the cap',
    seen: ['Ollama with small models'],
    rules: ['structured-output/answers/ends-with-the-json'],
    hooks: inJson((text) => text + BLANK, 'length'),
  },
  fault(
    'json-fenced',
    'JSON comes in a code fence',
    'format/json-object format/streamed',
    inResponses((text) => `\`\`\`json\n${text}\n\`\`\``),
  ),
  fault(
    'loose-schema-ignored',
    'a schema without `strict` is ignored',
    'format-answers/loose-schema',
    read((body) =>
      isObject(body['text']) && isLoose(body['text']['format'])
        ? { ...body, text: { format: { type: 'text' } } }
        : body,
    ),
  ),
  fault(
    'json-runs-on-blank',
    'white space follows the JSON until the cap',
    'format-answers/ends-with-the-json',
    inResponses((text) => text + BLANK, { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
  ),
]
