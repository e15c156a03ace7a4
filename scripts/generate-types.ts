import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile } from 'json-schema-to-typescript'
import { wireSchemas } from '../src/contract/schemas.ts'

/**
 * Generates `src/contract/types.gen.ts` from the wire schemas: one wrapper refers to each file, so that a shared type is there once,
 * and `Contract` maps file names to types. `--check` writes nothing and exits with 1 when the file is not current.
 */
const target = fileURLToPath(new URL('../src/contract/types.gen.ts', import.meta.url))
const wrapper = {
  title: 'Contract',
  type: 'object' as const,
  additionalProperties: false,
  required: [...wireSchemas.keys()],
  properties: Object.fromEntries([...wireSchemas.keys()].map((name) => [name, { $ref: `${name}.schema.json` }])),
}
const text = await compile(wrapper, 'Contract', {
  cwd: fileURLToPath(new URL('../specs/openai/', import.meta.url)),
  bannerComment: '// Generated from specs/openai by `npm run generate`. Do not edit.',
  ignoreMinAndMaxItems: true,
  style: { semi: false, singleQuote: true },
})

// A drift between the schemas and the types is a red build.
if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (readFileSync(target, 'utf8') !== text) {
  console.error('src/contract/types.gen.ts is not what specs/openai gives. Run `npm run generate`.')
  process.exitCode = 1
}
