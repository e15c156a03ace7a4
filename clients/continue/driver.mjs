import { driveAgent } from '../agent.mjs'
import { place } from '../contract.mjs'

const config = (model) => ({
  name: 'local',
  version: '1.0.0',
  schema: 'v1',
  models: [
    {
      name: 'local',
      provider: 'openai',
      model,
      apiBase: place.baseURL,
      apiKey: place.apiKey,
      roles: ['chat'],
      capabilities: ['tool_use'],
    },
  ],
})

await driveAgent({
  package: '@continuedev/cli',
  files: (model) => ({ 'config.yaml': JSON.stringify(config(model)) }),
  env: (home) => ({
    CONTINUE_GLOBAL_DIR: `${home}/.continue`,
    CONTINUE_API_BASE: 'http://127.0.0.1:9/',
    CONTINUE_TELEMETRY_ENABLED: '0',
    CONTINUE_CLI_AUTO_UPDATED: '1',
    FORCE_NO_TTY: '1',
  }),
  command: (_model, prompt) => ['cn', '--config', '../home/config.yaml', '-p', '--auto', prompt],
  call: (command) => ['Bash', { command }],
  text: ({ text }) => text,
  error: ({ code, stderr, text }) => (code === 0 ? undefined : stderr || text),
})
