import { createInterface } from 'node:readline'

/**
 * Asks a running agent by the Agent Client Protocol, each time in a session of its own.
 *
 * @returns {(prompt: string) => Promise<{ text: string, error?: string }>}
 */
export function sessionsOf(child, cwd) {
  const open = new Map()
  const told = { session: '', text: '' }
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const ask = (method, params) =>
    new Promise((answered) => {
      const id = open.size
      open.set(id, answered)
      send({ id, method, params })
    })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, method, params, ...answer } = JSON.parse(line)
    if (method === undefined) open.get(id)?.(answer)
    else if (id !== undefined) send({ id, error: { code: -32601, message: 'there is no such method' } })
    else if (params?.sessionId === told.session && params.update.sessionUpdate === 'agent_message_chunk')
      told.text += params.update.content.text
  })
  child.on('exit', (code) => {
    for (const answered of open.values()) answered({ error: { message: `the agent ended with exit code ${code}` } })
  })
  const ready = ask('initialize', { protocolVersion: 1, clientCapabilities: {} })
  return async (prompt) => {
    await ready
    const { result, error: refused } = await ask('session/new', { cwd, mcpServers: [] })
    if (refused) return { text: '', error: refused.message }
    Object.assign(told, { session: result.sessionId, text: '' })
    const asked = { sessionId: result.sessionId, prompt: [{ type: 'text', text: prompt }] }
    const { error } = await ask('session/prompt', asked)
    return { text: told.text, error: error?.message }
  }
}
