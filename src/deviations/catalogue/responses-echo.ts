import type { Deviation } from '../deviation.ts'
import { fault, read, tells } from '../response-requests.ts'
import { isObject, objects, type JsonObject } from '../server-reply.ts'

const formatted = ({ text }: JsonObject, change: JsonObject): JsonObject =>
  isObject(text) && isObject(text['format']) && text['format']['type'] === 'json_schema'
    ? { text: { ...text, format: { ...text['format'], ...change } } }
    : {}

export const deviations: Deviation[] = [
  fault(
    'background-untold',
    'a response says that it was not made in the background',
    'background/is-told',
    tells(() => ({ background: false })),
  ),
  fault(
    'call-ids-equal',
    'the calls of a response share an id',
    'parallel-calls/distinct-ids',
    tells(({ output }) => ({
      output: objects(output).map((item) => (item['type'] === 'function_call' ? { ...item, call_id: 'call_1' } : item)),
    })),
  ),
  fault(
    'strict-ignored',
    '`strict` of a function is not read',
    'strict/arguments-conform',
    read((body) => ({
      ...body,
      ...(Array.isArray(body['tools'])
        ? { tools: objects(body['tools']).map((tool) => ({ ...tool, strict: false })) }
        : {}),
    })),
  ),
  fault(
    'instructions-untold',
    'a response has no instructions',
    'echo/instructions',
    tells(() => ({ instructions: null })),
  ),
  fault(
    'always-stored',
    'a response says that it is stored',
    'echo/store',
    tells(() => ({ store: true })),
  ),
  fault(
    'format-renamed',
    'the schema of a response has a name of the server',
    'echo/text-format-name',
    tells((body) => formatted(body, { name: 'response' })),
  ),
  fault(
    'format-never-strict',
    'the schema of a response is never strict',
    'echo/text-format-strict',
    tells((body) => formatted(body, { strict: false })),
  ),
  fault(
    'model-default',
    'a response names another model',
    'echo/model',
    tells(() => ({ model: 'default' })),
  ),
  fault(
    'previous-untold',
    'a response does not say what it goes on from',
    'stored/previous-is-told',
    tells(() => ({ previous_response_id: null })),
  ),
  fault(
    'created-in-millis',
    '`created_at` is in milliseconds',
    'times/created',
    tells(({ created_at: at }) => ({ created_at: 1000 * Number(at) })),
  ),
  fault(
    'completed-early',
    '`completed_at` is before `created_at`',
    'times/completed',
    tells(({ created_at: at }) => ({ completed_at: Number(at) - 10 })),
  ),
]
