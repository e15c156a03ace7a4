import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { harnessSchemas, wireSchemas } from './schemas.ts'

const ajv = new Ajv2020({ allErrors: true })
ajv.addVocabulary(['x-level', 'x-source', 'x-breaks'])
const errors = (schema: object): unknown[] => {
  void ajv.validateSchema(schema)
  return ajv.errors ?? []
}

// At run time this is left out: it takes longer than to compile those schemas that are needed.
test.for([...wireSchemas, ...harnessSchemas])('%s is a JSON Schema', ([, schema]) => {
  expect(errors(schema)).toEqual([])
})

test('what is no JSON Schema is told', () => {
  expect(errors({ type: 'text' })).not.toEqual([])
})
