import pLimit from 'p-limit'
import { asArray, isObject, type JsonObject } from '../json.ts'
import type { Observation } from '../wire/observe.ts'
import type { Ask } from './discover.ts'
import type { ListedModel } from './models.ts'

/** Only this many of the smallest models are looked into: more choice adds nothing, and people keep hundreds. */
const MOST_SHOWN = 40

/** The models of an Ollama with size and capabilities, by its native endpoints; null when they do not answer. */
export async function listOllamaModels(ask: Ask): Promise<ListedModel[] | null> {
  const tags = await ask('GET', '/api/tags')
  if (tags.status !== 200 || !tags.json.ok || !isObject(tags.json.value)) return null
  const models = asArray(tags.json.value['models'])
    .filter(isObject)
    .flatMap((model) => {
      const name = model['model'] ?? model['name']
      return isName(name) ? [{ name, size: typeof model['size'] === 'number' ? model['size'] : null }] : []
    })
    // Cloud models are sent elsewhere, with the owner's account: never by default.
    .filter(({ name }) => !/[:-]cloud$/.test(name))
    .sort((a, b) => (a.size ?? Infinity) - (b.size ?? Infinity))
  const limit = pLimit(4)
  let silent = false
  const capabilities = await Promise.all(
    models.slice(0, MOST_SHOWN).map(({ name }) =>
      limit(async () => {
        // Who lets one question run into its deadline would let all of them.
        if (silent) return null
        const shown = await ask('POST', '/api/show', { model: name, name })
        silent ||= shown.status === null
        return capabilitiesOf(shown)
      }),
    ),
  )
  return models.map((model, at) => ({ ...model, capabilities: capabilities[at] === undefined ? [] : capabilities[at] }))
}

/** What can stand in a request and be told apart in a report. */
export const isName = (name: unknown): name is string =>
  typeof name === 'string' && name.trim() !== '' && name.length <= LONGEST_NAME
const LONGEST_NAME = 500

function capabilitiesOf(shown: Observation): string[] | null {
  if (shown.status !== 200 || !shown.json.ok || !isObject(shown.json.value)) return null
  const { capabilities } = shown.json.value
  return Array.isArray(capabilities) ? capabilities.map(String) : inferred(shown.json.value)
}

/** Ollama before 0.6.4 tells no capabilities; its own server read them from the template and the model family. */
function inferred(shown: JsonObject): string[] {
  const template = String(shown['template'] ?? '')
  const details = isObject(shown['details']) ? shown['details'] : {}
  const families = [details['family'], ...asArray(details['families'])].map(String)
  if (families.some((family) => /bert/i.test(family))) return ['embedding']
  const vision = isObject(shown['projector_info']) || families.some((family) => /clip|mllama/i.test(family))
  return ['completion', ...(template.includes('.Tools') ? ['tools'] : []), ...(vision ? ['vision'] : [])]
}
