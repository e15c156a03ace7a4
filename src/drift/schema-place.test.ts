import { expect, test } from 'vitest'
import { schemaPlace } from './schema-place.ts'

test.for<[string, string, string, string]>([
  ['chat-completion', '$', 'chat-completion', ''],
  ['chat-completion', '$.model', 'chat-completion', '/properties/model'],
  ['chat-completion', '$.choices[]', 'chat-choice', ''],
  ['chat-completion', '$.choices[].message.tool_calls[].function.name', 'function-call', '/properties/name'],
  [
    'response-event-lifecycle',
    '$.response.output[]',
    'response-event-lifecycle',
    '/properties/response/properties/output/items',
  ],
])('%s %s is in %s', ([schema, path, file, at]) => {
  expect(schemaPlace(schema, path)).toMatchObject({ file, at })
})

test('what the contract does not have is nowhere', () => {
  expect(schemaPlace('chat-completion', '$.cost')).toBeNull()
  expect(schemaPlace('chat-completion', '$.model.name')).toBeNull()
})
