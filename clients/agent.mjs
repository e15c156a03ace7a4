import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { sessionsOf } from './acp.mjs'
import { asked, drive, place } from './contract.mjs'

/**
 * Drives an agent of the command line, started anew for each flow, or kept warm where it speaks the Agent Client
 * Protocol. That it really called its tool is seen by the file that its command writes.
 *
 * @param {object} agent
 * @param {string} agent.package the package it comes from
 * @param {(model: string) => Record<string, string>} agent.files the files in its home
 * @param {(model: string, prompt: string) => string[]} agent.command what is run, in the folder `work` beside its home
 * @param {(home: string) => Record<string, string>} [agent.env] more variables
 * @param {boolean} [agent.warm] its command speaks the Agent Client Protocol, and is started once
 * @param {(shell: string) => [string, object]} agent.call its own tool that runs a command: name and input
 * @param {(output: Output) => string | undefined} agent.text what a user is shown
 * @param {(output: Output) => unknown} agent.error what it says went wrong
 * @param {(output: Output) => number | undefined} [agent.tokens] how many tokens of answers it counted
 * @typedef {{ text: string, events: object[], code: number, stderr: string, error?: string }} Output
 */
export async function driveAgent(agent) {
  const repeat = () => shown(agent, asked.repeat.at(-1).text)
  await drive(agent.package, {
    stream: async () => (await repeat()).text,
    'streamed tools': () => toolLoop(agent),
    ...(agent.tokens && { 'streamed usage': async () => (await repeat()).tokens ?? null }),
    error: async () => {
      const said = agent.error(await run(agent, asked.greeting[0].text, asked.unknownModel))
      if (said === undefined || String(said).includes(asked.unknownModel)) return said !== undefined
      throw failure(said)
    },
  })
}

/** Two calls at once, in one turn, and the turn after them. */
async function toolLoop(agent) {
  const cities = ['Madrid', 'Berlin']
  const calls = cities.map((city) => agent.call(`echo ${city} >> ${city}.txt`))
  const prompt = calls.map(([name, input]) => `Call ${name} with ${JSON.stringify(input)}`).join('\n')
  const { text, work } = await shown(agent, prompt, place.tools)
  const written = cities.flatMap((city) => {
    const file = path.join(work, `${city}.txt`)
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  })
  return {
    text: text ? 'an answer follows' : '',
    calls: written.map((city) => ({ name: calls[0][0], input: { city } })),
  }
}

/** What a user is shown. @throws Error in the agent's words where it failed. */
async function shown(agent, prompt, model = place.chat) {
  const output = await run(agent, prompt, model)
  const said = agent.error(output) ?? (output.code === 0 ? undefined : output.stderr || `exit code ${output.code}`)
  if (said !== undefined) throw failure(said)
  return { text: agent.text(output)?.trim(), tokens: agent.tokens?.(output), work: output.work }
}

const failure = (said) => new Error(String(said).trim().slice(0, 300))

async function run(agent, prompt, model) {
  if (agent.warm) return runWarm(agent, prompt, model)
  const { child, work } = start(agent, prompt, model, path.join(process.env.SCRATCH, 'run'))
  child.stdin.end()
  const [text, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise((ended, failed) => child.on('error', failed).on('exit', ended)),
  ])
  return { text, events: text.split('\n').flatMap(parsed), code, stderr, work }
}

/** Agents that were started, by model, and where they work. */
const running = new Map()

async function runWarm(agent, prompt, model) {
  if (!running.has(model)) {
    const { child, work } = start(agent, prompt, model, path.join(process.env.SCRATCH, model))
    child.on('exit', () => running.delete(model))
    child.stderr.resume()
    running.set(model, { work, ask: sessionsOf(child, work) })
  }
  const { work, ask } = running.get(model)
  for (const name of readdirSync(work)) rmSync(path.join(work, name), { recursive: true, force: true })
  return { ...(await ask(prompt)), events: [], code: 0, stderr: '', work }
}

/** In the group of the driver: who ends that ends the agent, and all that it has started. */
function start(agent, prompt, model, folder) {
  const [home, work] = ['home', 'work'].map((name) => path.join(folder, name))
  rmSync(folder, { recursive: true, force: true })
  for (const one of [home, work]) mkdirSync(one, { recursive: true })
  for (const [name, content] of Object.entries(agent.files(model))) {
    mkdirSync(path.dirname(path.join(home, name)), { recursive: true })
    writeFileSync(path.join(home, name), content)
  }
  const [program, ...args] = agent.command(model, prompt)
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', API_KEY: place.apiKey, HOME: home, ...agent.env?.(home) }
  const child = spawn(program, args, { cwd: work, env })
  child.stdin.on('error', () => {})
  return { child, work }
}

async function textOf(stream) {
  let text = ''
  for await (const part of stream.setEncoding('utf8')) text += part
  return text
}

function parsed(line) {
  try {
    const value = JSON.parse(line)
    return typeof value === 'object' && value !== null ? [value] : []
  } catch {
    return []
  }
}
