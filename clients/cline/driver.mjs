import { driveAgent } from '../agent.mjs'
import { place } from '../contract.mjs'

const provider = 'openai-compatible'
const FLAGS = '--retries 1 --json -c .'
const providers = (model) => ({
  version: 1,
  lastUsedProvider: provider,
  modes: {},
  providers: {
    [provider]: {
      settings: { provider, apiKey: place.apiKey, model, baseUrl: place.baseURL },
      updatedAt: '2026-11-30T00:00:00.000Z',
      tokenSource: 'manual',
    },
  },
})
const result = ({ events }) => events.findLast(({ type }) => type === 'run_result')

await driveAgent({
  package: '@cline/cli-linux-x64',
  files: (model) => ({ 'data/settings/providers.json': JSON.stringify(providers(model)) }),
  env: () => ({ CLINE_NO_AUTO_UPDATE: '1' }),
  // With a data folder of its own it starts no daemon.
  command: (model, prompt) => [
    ...`cline --data-dir ../home/data -P ${provider} -m ${model} ${FLAGS}`.split(' '),
    prompt,
  ],
  call: (command) => ['run_commands', { commands: [command] }],
  text: (output) => result(output)?.text,
  error: (output) =>
    result(output)?.finishReason === 'completed'
      ? undefined
      : (output.events.findLast(({ type }) => type === 'error')?.message ?? result(output)?.text ?? output.stderr),
})
