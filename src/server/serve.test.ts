import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SAYS_VERSION } from '../../tests/cli/binaries.ts'
import { serveOllama } from './serve.ts'

let dir = ''
const at = (name: string): string => path.join(dir, name)
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'conformance-serve-'))
  for (const part of ['models/manifests', 'models/blobs', 'tmp']) mkdirSync(at(part), { recursive: true })
})
afterEach(() => {
  for (const name of readdirSync(dir).filter((one) => one.endsWith('.pid'))) end(Number(readFileSync(at(name), 'utf8')))
  rmSync(dir, { recursive: true, force: true })
})

const end = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    /* it has ended */
  }
}

/** A process that was started by the shell and not yet waited for counts as ended: on Linux its state is Z. */
function runs(name: string): boolean {
  const pid = readFileSync(at(name), 'utf8').trim()
  try {
    process.kill(Number(pid), 0)
    return !existsSync(`/proc/${pid}/stat`) || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** The time limit of the test is what ends the wait. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(20)
}

const SERVER =
  'const [host, port] = process.env.OLLAMA_HOST.split(":"); require("http").createServer((request, response) => response.end("{}")).listen(port, host)'
/** A line that turns the shell into a server that answers. */
const answers = `exec '${process.execPath}' -e '${SERVER}'`
/** A line that starts a process beside the server, which ignores polite signals and keeps stderr open. */
const leavesBehind =
  'sh -c \'trap "" TERM HUP INT; echo $$ > "$1/child.pid"; while :; do sleep 0.05; done\' sh "$DIR" &\nwhile [ ! -s "$DIR/child.pid" ]; do sleep 0.02; done'

/** A program that is started as an Ollama binary is. */
function binary(...lines: string[]): string {
  const file = at('ollama')
  writeFileSync(file, `#!/bin/sh\n${SAYS_VERSION}\nDIR='${dir}'\n${lines.join('\n')}\n`)
  chmodSync(file, 0o755)
  return file
}

const env = (more: Record<string, string> = {}): Record<string, string | undefined> => ({
  PATH: process.env['PATH'],
  TMPDIR: at('tmp'),
  OLLAMA_MODELS: at('models'),
  ...more,
})

describe.skipIf(process.platform === 'win32')('a server of our own', () => {
  test('gets the variables that steer it, and no others', async () => {
    const given = env({
      HOME: '/home/user',
      OLLAMA_CONTEXT_LENGTH: '2048',
      OLLAMA_FLASH_ATTENTION: '1',
      OLLAMA_API_KEY: 'invented-key-1',
      OPENAI_API_KEY: 'invented-key-2',
      AWS_SECRET_ACCESS_KEY: 'invented-key-3',
      HTTPS_PROXY: 'http://user:invented-key-4@127.0.0.1:9',
      OLLAMA_ORIGINS: '*',
      OLLAMA_HOST: '0.0.0.0:11434',
      OLLAMA_NOT_KNOWN: 'invented-key-5',
      SSH_AUTH_SOCK: '/tmp/agent',
      NODE_OPTIONS: '--no-warnings',
    })
    const { stop } = await serveOllama(binary('env > "$DIR/env"', answers), given)
    await stop()
    const got = Object.fromEntries(
      readFileSync(at('env'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/=(.*)/s).slice(0, 2)),
    ) as Record<string, string>
    for (const own of ['PWD', 'SHLVL', '_', 'OLDPWD']) delete got[own]
    expect(Object.keys(got).sort()).toEqual([
      'HOME',
      'OLLAMA_CONTEXT_LENGTH',
      'OLLAMA_FLASH_ATTENTION',
      'OLLAMA_HOST',
      'OLLAMA_KEEP_ALIVE',
      'OLLAMA_MODELS',
      'OLLAMA_NOPRUNE',
      'PATH',
      'TEMP',
      'TMP',
      'TMPDIR',
      'USERPROFILE',
    ])
    expect(JSON.stringify(got)).not.toMatch(/invented-key/)
    expect(got['OLLAMA_HOST']).toMatch(/^127\.0\.0\.1:\d+$/)
    // What it leaves in its home or among its temporary files goes with it.
    for (const name of ['HOME', 'USERPROFILE', 'TMPDIR', 'TMP', 'TEMP', 'OLLAMA_MODELS'])
      expect(existsSync(got[name] ?? ''), name).toBe(false)
    expect(got['TMPDIR']?.startsWith(`${got['HOME']}${path.sep}`)).toBe(true)
  })

  test('is stopped with all that it started', async () => {
    const { stop } = await serveOllama(binary('echo $$ > "$DIR/server.pid"', leavesBehind, answers), env())
    expect([runs('server.pid'), runs('child.pid')]).toEqual([true, true])
    await stop()
    await until(() => !runs('server.pid') && !runs('child.pid'))
    expect(readdirSync(at('tmp'))).toEqual([])
  })

  test('is stopped with all that it started also where its guard is killed', async () => {
    const { stop } = await serveOllama(
      binary('echo $$ > "$DIR/server.pid"', 'echo $PPID > "$DIR/guard.pid"', leavesBehind, answers),
      env(),
    )
    end(Number(readFileSync(at('guard.pid'), 'utf8')))
    await until(() => !runs('server.pid') && !runs('child.pid'))
    await stop()
    expect(readdirSync(at('tmp'))).toEqual([])
  })

  test.for([
    ['says another name', `echo 'ls (GNU coreutils) 9.1'`, '"ls \\(GNU coreutils\\) 9.1"'],
    ['says nothing', 'exit 3', 'nothing'],
    ['says on stderr that it has no such option', `echo 'unknown option' >&2; exit 2`, '"unknown option"'],
  ])('is not made of a program that %s when asked for its version', async ([, script, said]) => {
    const file = at('program')
    writeFileSync(file, `#!/bin/sh\necho "$1" >> '${at('asked')}'\n${script}\n`, { mode: 0o755 })
    await expect(serveOllama(file, env())).rejects.toThrow(new RegExp(`program is not an Ollama: .* says ${said}\\.`))
    expect(readFileSync(at('asked'), 'utf8')).toBe('--version\n')
  })

  test('that ends by itself is told of at once, and leaves nothing behind', async () => {
    const started = serveOllama(binary(leavesBehind, 'echo no such library >&2', 'exit 3'), env())
    await expect(started).rejects.toThrow(
      /ollama serve does not answer \(it ended with code 3\): no such library\. Name an Ollama binary/,
    )
    await until(() => !runs('child.pid'))
    expect(readdirSync(at('tmp'))).toEqual([])
  })

  test('that is killed is told of at once', async () => {
    await expect(serveOllama(binary('kill -9 $$'), env())).rejects.toThrow(
      /ollama serve does not answer \(it ended with code 137\)/,
    )
  })

  test('delays nothing where a process that left its group keeps stderr open', async () => {
    const pipes = (): number => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length
    const before = pipes()
    const escapes = `'${process.execPath}' -e 'process.stdin; require("fs").writeFileSync("${dir}/escaped.pid", String(require("child_process").spawn("sleep", ["600"], { detached: true, stdio: "inherit" }).pid)); process.exit()'`
    const { stop } = await serveOllama(binary(escapes, answers), env())
    await stop()
    expect(runs('escaped.pid')).toBe(true)
    await until(() => pipes() <= before)
  })
})
