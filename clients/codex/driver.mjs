import { driveAgent } from '../agent.mjs'
import { place } from '../contract.mjs'

const config = (model) => `model = "${model}"
model_provider = "local"
check_for_update_on_startup = false
analytics.enabled = false
[model_providers.local]
name = "local"
base_url = "${place.baseURL}"
env_key = "API_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
stream_idle_timeout_ms = 8000
`

const FLAGS = '--skip-git-repo-check --json --dangerously-bypass-approvals-and-sandbox'

await driveAgent({
  package: '@openai/codex',
  files: (model) => ({ 'config.toml': config(model) }),
  env: (home) => ({ CODEX_HOME: home }),
  command: (_model, prompt) => [...`codex exec ${FLAGS}`.split(' '), prompt],
  call: (cmd) => ['exec_command', { cmd }],
  text: ({ events }) => events.findLast(({ item }) => item?.type === 'agent_message')?.item.text,
  error: ({ events }) => events.find(({ type }) => type === 'turn.failed')?.error.message,
  tokens: ({ events }) => events.find(({ type }) => type === 'turn.completed')?.usage.output_tokens,
})
