import type { JsonObject } from '../stand-in/exchange-types.ts'
import type { Hooks } from '../stand-in/hooks.ts'
import { deaf, type Fault } from './fault.ts'

const rewritten = (change: (body: JsonObject) => JsonObject): Hooks => ({ request: (body) => ({ ...body, ...change(body) }) })

/** How a server treats parameters it does not act upon. */
export const parameterFaults: Fault[] = [
  { name: 'temperature-ignored', about: 'temperature is accepted and never used', kills: ['parameters/temperature/**'], hooks: deaf('temperature') },
  { name: 'temperature-never-zero', about: 'every answer is drawn at temperature 2', kills: ['parameters/temperature/zero-is-steady'], hooks: rewritten(() => ({ temperature: 2 })) },
  { name: 'top-p-ignored', about: 'top_p is accepted and never used', kills: ['parameters/top-p/**'], hooks: deaf('top_p') },
  { name: 'presence-penalty-ignored', about: 'presence_penalty is accepted and never used (Ollama before 0.3.10)', kills: ['parameters/presence-penalty/**'], hooks: deaf('presence_penalty') },
  { name: 'frequency-penalty-ignored', about: 'frequency_penalty is accepted and never used (models of the Go engine of Ollama before 0.30)', kills: ['parameters/frequency-penalty/**'], hooks: deaf('frequency_penalty') },
  { name: 'logit-bias-ignored', about: 'logit_bias is accepted and never used (Ollama)', kills: ['parameters/logit-bias/**'], hooks: deaf('logit_bias') },
]
