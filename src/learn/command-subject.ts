import { runCommand, type Ended, type Ending } from './app-command.ts'
import { clientAddresses } from './client-environment.ts'
import { tellingLine, type Telling } from './evidence.ts'
import type { Reaction, Subject } from './measure/origin.ts'

/** How a command says that it did what it should, but not well. */
export interface Warning {
  code?: number | undefined
  pattern?: RegExp | undefined
}

export interface CommandSubject extends Telling {
  command: string
  env: Record<string, string | undefined>
  warning: Warning
  ending: Ending
}

/** Milliseconds between asking a command to end and killing it. */
const GRACE = 1000

/** The command of an app, run once for each deviation: it tells by its exit code how the app fared. */
export const commandSubject = ({ command, env, ending, warning, ...telling }: CommandSubject): Subject => ({
  async run(url, _deviation, signal) {
    const own = { ...env, ...clientAddresses(env, url), OPENAI_API_KEY: 'replayed', OLLAMA_API_KEY: 'replayed' }
    const { atOnce } = ending
    const ended = await runCommand(command, { signal, env: own, grace: GRACE, ...(atOnce ? { atOnce } : {}) })
    return reactionOf(ended, warning, telling)
  },
})

function reactionOf(ended: Ended, warning: Warning, telling: Telling): Reaction {
  const { code, why, said } = ended
  const line = tellingLine(said, telling)
  const exit = code === null ? why : `exit code ${code}`
  const shows = line === '' ? exit : `${exit}: ${line}`
  if (code !== null && code !== 0 && code === warning.code) return { result: 'warned', why: shows }
  if (code !== 0) return { result: 'failed', why: shows }
  const warned = warning.pattern && said.split('\n').find((one) => warning.pattern?.test(one))
  return warned === undefined
    ? { result: 'fine', why: '' }
    : { result: 'warned', why: `warned: ${tellingLine(warned, telling)}` }
}
