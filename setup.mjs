// Runs before `npm start` and `npm test` on whatever Node the machine has, so it uses nothing newer than Node 20.
// It installs the pinned dependencies (among them the Node that the scripts run on) when they are absent or outdated.
import { spawnSync } from 'node:child_process'
import { existsSync, linkSync, readFileSync, rmSync, symlinkSync } from 'node:fs'

const at = (path) => new URL(path, import.meta.url)
const read = (path) => { try { return JSON.parse(readFileSync(at(path), 'utf8')) } catch { return {} } }
const wanted = read('package-lock.json').packages
const windows = process.platform === 'win32'
/** The package with the binary of Node for this platform. Not every platform has one. */
const node = `node_modules/node-${windows ? 'win' : process.platform}-${process.arch}`

/** Packages that are not there as locked. Of those that are optional, for single platforms, only our Node counts. */
function missing() {
  const installed = read('node_modules/.package-lock.json').packages ?? {}
  const needed = Object.entries(wanted)
    .filter(([path, { optional }]) => path !== '' && (optional !== true || path === node))
  return needed.filter(([path, { version }]) => installed[path] === undefined || installed[path].version !== version)
    .map(([path]) => path)
}

function fail(message) {
  console.error(message)
  process.exit(2)
}

function install() {
  console.error('Installing the pinned dependencies …')
  // npm holds each package against its SHA-512 in the lockfile. No package runs a script: none needs to.
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: at('.'), stdio: ['ignore', 'ignore', 'inherit'], shell: windows,
  })
  const retry = 'Run `npm ci --ignore-scripts --loglevel=verbose` here and read what it says.'
  if (status !== 0) fail(`The dependencies could not be installed. ${retry}`)
  // npm goes on without an optional package that it cannot fetch, or that is not what was locked.
  const absent = missing().join(', ')
  const why = 'it could not be fetched, or is not what package-lock.json names'
  if (absent !== '') fail(`npm left out ${absent}: ${why}. ${retry}`)
}

/**
 * Puts the pinned Node where npm scripts look first. npm 11 does so itself. npm 10 removes the link again when it leaves
 * out the packages for other platforms, because their command has the same name.
 */
function linkNode() {
  const link = at('node_modules/.bin/node')
  const program = at('node_modules/.bin/node.exe')
  if (existsSync(link) || existsSync(program)) return
  rmSync(link, { force: true })
  if (windows) linkSync(at(`${node}/bin/node.exe`), program)
  else symlinkSync(`../../${node}/bin/node`, link)
}

/** Where no Node is pinned, that of the machine has to do. */
async function checkNode() {
  const { default: semver } = await import('semver')
  const { engines } = read('package.json')
  if (semver.satisfies(process.version, engines.node)) return
  const where = `${process.platform} on ${process.arch}`
  fail(`No Node is pinned for ${where}, and the project does not run on Node ${process.version}: install one of ${engines.node}.`)
}

if (missing().length > 0) install()
if (wanted[node] === undefined) await checkNode()
else linkNode()
