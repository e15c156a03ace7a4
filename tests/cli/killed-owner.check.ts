import { readdirSync } from 'node:fs'
import path from 'node:path'
import { test } from 'vitest'
import { binary, isAlive, store } from './binaries.ts'
import { folder, start } from './command-line.ts'
import { until } from './until.ts'

test('a server that was started ends also when its owner is killed with all of its group', async () => {
  const pidFile = path.join(folder(), 'pid')
  const runs = `'${process.execPath}' -e 'setInterval(() => {}, 1000)'`
  // Others work for it, and it leaves them behind.
  const ollama = binary(`${runs} & echo $! > '${pidFile}.worker'\necho $$ > '${pidFile}'\nexec ${runs}`)
  const lent = folder()
  const running = start(['compare', ollama, ollama, '--out', folder()], { OLLAMA_MODELS: store(), TMPDIR: lent })
  await until(() => isAlive(pidFile))
  process.kill(-(running.child.pid ?? 0), 'SIGKILL')
  await until(() => !isAlive(pidFile) && !isAlive(`${pidFile}.worker`) && readdirSync(lent).length === 0)
})
