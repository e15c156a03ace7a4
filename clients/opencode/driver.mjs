import { fileURLToPath } from 'node:url'
import { driveAgent } from '../agent.mjs'
import { asked, place } from '../contract.mjs'

/** The package of a platform names no program. */
const PROGRAM = fileURLToPath(new URL('../node_modules/opencode-linux-x64/bin/opencode', import.meta.url))

const config = (model) => ({
  autoupdate: false,
  share: 'disabled',
  model: `local/${model}`,
  small_model: `local/${model}`,
  permission: 'allow',
  provider: {
    local: {
      npm: '@ai-sdk/openai-compatible',
      name: 'local',
      options: { baseURL: place.baseURL, apiKey: place.apiKey },
      models: { [place.chat]: {}, [asked.unknownModel]: {} },
    },
  },
})

await driveAgent({
  package: 'opencode-linux-x64',
  files: (model) => ({ 'opencode.json': JSON.stringify(config(model)) }),
  env: (home) => ({
    OPENCODE_CONFIG: `${home}/opencode.json`,
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
    OPENCODE_DISABLE_CLAUDE_CODE: '1',
  }),
  // With `--pure` it installs nothing.
  command: () => [PROGRAM, 'acp', '--pure'],
  warm: true,
  call: (command) => ['bash', { command }],
  text: ({ text }) => text,
  error: ({ error }) => error,
})
