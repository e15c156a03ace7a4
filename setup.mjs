// Runs before `npm start` and `npm test` on whatever Node the machine has, so it uses nothing newer than Node 20.
// Each call installs what is locked, where it is absent or outdated:
//   node setup.mjs            the pinned Node and what the suite runs on
//   node setup.mjs --dev      also what the tests need
//   node setup.mjs FOLDER…    also what the tests in this folder need, by its own package-lock.json
import { spawnSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'

const at = (path) => new URL(path, import.meta.url)
const read = (path) => {
  try {
    return JSON.parse(readFileSync(at(path), 'utf8'))
  } catch {
    return {}
  }
}
const windows = process.platform === 'win32'
/** The package with the binary of Node for this platform. Not every platform has one. */
const node = `node_modules/node-${windows ? 'win' : process.platform}-${process.arch}`

/** Packages that are not there as locked. Of those that are optional, for single platforms, only our Node counts. */
function missing(folder, isDev) {
  const wanted = read(`${folder}/package-lock.json`).packages
  if (wanted === undefined)
    fail(`There is no ${folder}/package-lock.json. Name a folder of this repository that has one.`)
  const installed = read(`${folder}/node_modules/.package-lock.json`).packages ?? {}
  return Object.entries(wanted)
    .filter(
      ([path, { optional, dev }]) => path !== '' && (optional !== true || path === node) && (isDev || dev !== true),
    )
    .filter(([path, { version }]) => installed[path]?.version !== version)
    .map(([path]) => path)
}

function fail(message) {
  console.error(message)
  process.exit(2)
}

function install(folder, isDev) {
  if (missing(folder, isDev).length === 0) return
  console.error(`Installing the pinned dependencies${folder === '.' ? '' : ` of ${folder}`} …`)
  // npm holds each package against its SHA-512 in the lockfile. No package runs a script: none needs to.
  const args = ['ci', '--ignore-scripts', ...(isDev ? [] : ['--omit=dev'])]
  const { status } = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: at(folder),
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  })
  const retry = `Run \`npm ${args.join(' ')} --loglevel=verbose\` in ${folder} and read what it says.`
  if (status !== 0) fail(`The dependencies could not be installed. ${retry}`)
  // npm goes on without an optional package that it cannot fetch, or that is not what was locked.
  const absent = missing(folder, isDev).join(', ')
  const why = 'it could not be fetched, or is not what package-lock.json names'
  if (absent !== '') fail(`npm left out ${absent}: ${why}. ${retry}`)
}

/** Puts the pinned Node where npm scripts look first. */
function linkNode() {
  const link = at('node_modules/.bin/node')
  const program = at('node_modules/.bin/node.exe')
  if (existsSync(link) || existsSync(program)) return
  mkdirSync(at('node_modules/.bin'), { recursive: true })
  rmSync(link, { force: true })
  if (windows) linkSync(at(`tools/node/${node}/bin/node.exe`), program)
  else symlinkSync(`../../tools/node/${node}/bin/node`, link)
}

/** Where no Node is pinned, that of the machine has to do. */
async function checkNode() {
  const { default: semver } = await import('semver')
  const { engines } = read('package.json')
  if (semver.satisfies(process.version, engines.node)) return
  const where = `${process.platform} on ${process.arch}`
  fail(
    `No Node is pinned for ${where}, and the project does not run on Node ${process.version}: install one of ${engines.node}.`,
  )
}

const folders = process.argv.slice(2).filter((argument) => argument !== '--dev')
install('tools/node', true)
// Its headers are a third of it, and nothing here is compiled against them.
rmSync(at(`tools/node/${node}/include`), { recursive: true, force: true })
install('.', process.argv.length > 2)
for (const folder of folders) install(folder, true)
if (read('tools/node/package-lock.json').packages[node] === undefined) await checkNode()
else linkNode()
