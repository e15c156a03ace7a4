import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { startStandIn } from '../../stand-in/http-server.ts'
import { command } from './npm.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const app = inject('app')
const examples = [
  ...readFileSync(path.join(root, 'docs/as-a-library.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms),
].map(([, code = ''], at) => ({ file: `example-${at + 1}.ts`, code }))
const STRICT = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: 'es2024',
  lib: ['es2024'],
}

/** Type-checks as a project of its own does, declarations of the package included. */
async function check(name: string, files: readonly string[], options: object): Promise<void> {
  const config = `tsconfig.${name}.json`
  writeFileSync(path.join(app, config), JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files }))
  const { status, stdout } = await command(
    process.execPath,
    [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', config],
    { cwd: app },
  )
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
}

beforeAll(async () => {
  for (const { file, code } of examples) writeFileSync(path.join(app, file), code)
  // What the examples judge: captured traffic, and an earlier run.
  const [recording = ''] = readdirSync(path.join(app, 'node_modules/ollama-conformance/dist/fixtures/recordings'))
  const recorded = path.join(app, 'node_modules/ollama-conformance/dist/fixtures/recordings', recording)
  cpSync(path.join(recorded, 'exchanges.jsonl'), path.join(app, 'traffic.jsonl'))
  expect(
    await command(
      path.join(app, 'node_modules/.bin/ollama-conformance'),
      ['--target', recorded, '--only', 'stop/string', '--fail-on', 'never', '--out', 'judged-before'],
      { cwd: app },
    ),
  ).toMatchObject({ status: 0 })
})

describe('types', () => {
  test.for(['nodenext', 'bundler'])('hold in a strict project that resolves modules as %s', async (resolution) => {
    writeFileSync(
      path.join(app, 'use.ts'),
      `import { audit, judge, run, violations, Failure, FAIL_ON, type Audit, type RunRecord } from 'ollama-conformance'
const failed = ({ rules }: RunRecord): string[] => rules.filter(({ outcome, level }) => outcome === 'fail' && level === 'must').map(({ id }) => id)
export const all = async (): Promise<[string[], string[], Audit, number, string]> =>
  [failed(await run({ failOn: FAIL_ON[0] })), failed(await judge('x')), await audit('x'), violations('model', {}).length, new Failure('A', 'b').code]
// @ts-expect-error a level that there is not
await run({ failOn: 'shall' })
// @ts-expect-error an option that there is not
await run({ targt: 'x' })
const { problems, startStandIn, withDeviation } = await import('ollama-conformance')
export const names: string[] = (await problems('chat-stream', [], { request: {} })).map(({ path }) => path)
export const url: string = await withDeviation('choices-null', ({ baseURL }) => baseURL)
const server = await startStandIn({ port: 0, key: 'k' })
server.show(null)
await server.stop()
// @ts-expect-error a kind of answer that there is not
await problems('chat', [])
const { conformance } = await import('ollama-conformance/vitest')
await conformance({ target: process.env['TARGET'], profile: 'openai-node', only: ['tools'], known: 'known.yaml' })
// @ts-expect-error a reference has no place in it
await conformance({ reference: 'none' })
// @ts-expect-error inner code is nobody else's
export type { Plan } from 'ollama-conformance/dist/src/plan/plan.js'
`,
    )
    await check(resolution, ['use.ts'], {
      types: ['node'],
      module: resolution === 'bundler' ? 'esnext' : 'nodenext',
      moduleResolution: resolution,
    })
  })

  test('of the examples in the docs hold', async () => {
    expect(examples.length).toBeGreaterThanOrEqual(4)
    await check(
      'examples',
      examples.map(({ file }) => file),
      { types: ['node'], module: 'nodenext' },
    )
  })
})

describe.for(inject('nodes'))('on Node $name', ({ path: node }) => {
  test.skipIf(node === null).for(examples)('$file of the docs runs', async ({ file, code }) => {
    const { url, stop } = await startStandIn({ pace: 0.01 })
    writeFileSync(path.join(app, `here-${file}`), code.replaceAll('http://127.0.0.1:11434', url))
    const { status, stdout, stderr } = await command(node ?? '', [`here-${file}`], { cwd: app, node })
    await stop()
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/\S/)
  })
})
