// Makes `dist/`, the published package: JavaScript with types, and the data that the code reads beside itself. Runs before `npm pack`.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'

const root = new URL('.', import.meta.url)
const at = (path) => fileURLToPath(new URL(path, root))

rmSync(at('dist'), { recursive: true, force: true })
const compiler = at('node_modules/typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [compiler, '-p', at('tsconfig.build.json')], { stdio: 'inherit' })
if (status !== 0) process.exit(2)

/** The newest recording stands in where no server answers; the others are for the project's own tests. */
const newest = readdirSync(at('fixtures/recordings'))
  .filter((name) => name.startsWith('ollama-'))
  .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))[0]

for (const path of [
  'specs',
  'docs/ci',
  'fixtures/reference',
  `fixtures/recordings/${newest}`,
  'src/report/html/browser',
]) {
  cpSync(at(path), at(`dist/${path}`), {
    recursive: true,
    filter: (file) => !/tsconfig\.json$|profiles\/[\w.-]+\.yaml$/.test(file),
  })
}
// What recorded releases do: a tenth of its size, as it is read for one command only.
mkdirSync(at('dist/reports/matrix'), { recursive: true })
writeFileSync(at('dist/reports/matrix/matrix.json.z'), deflateSync(readFileSync(at('reports/matrix/matrix.json'))))
// What the code asks of it. More of it down there would be taken for a package in a package.
const { name, version, type } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
writeFileSync(at('dist/package.json'), `${JSON.stringify({ name, version, type })}\n`)
chmodSync(at('dist/src/cli/main.js'), 0o755)
