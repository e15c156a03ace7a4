// Runs before `npm start` and `npm test` on whatever Node the machine has, so it uses nothing newer than Node 20.
// It installs the pinned dependencies (among them the Node that the scripts run on) when they are absent or outdated.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const read = (path) => { try { return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).packages } catch { return undefined } }
const wanted = read('package-lock.json')
const installed = read('node_modules/.package-lock.json')
// npm leaves out of the installed lock what is optional on another platform, so only what is there is compared.
const current = installed !== undefined && Object.entries(wanted).every(([path, entry]) =>
  path === '' || entry.optional === true || installed[path]?.version === entry.version)

if (!current) {
  console.error('Installing the pinned dependencies …')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: new URL('.', import.meta.url), stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error('The dependencies could not be installed: run `npm ci` here and read what it says.')
    process.exit(2)
  }
}
