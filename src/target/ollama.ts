import pLimit from 'p-limit'
import { asArray, isObject, type JsonObject } from '../observe/reply.ts'
import type { Ask } from './discover.ts'
import type { ListedModel } from './models.ts'

/** Only this many of the smallest models are looked into: more choice adds nothing, and people keep hundreds. */
const MOST_SHOWN = 40

/** The models of an Ollama with size and capabilities, by its native endpoints; null when they do not answer. */
export async function listOllamaModels(ask: Ask): Promise<ListedModel[] | null> {
  const tags = await ask('GET', '/api/tags')
  if (tags.status !== 200 || !tags.json.ok || !isObject(tags.json.value)) return null
  const models = asArray(tags.json.value['models']).filter(isObject)
    .map((model) => ({ name: String(model['model'] ?? model['name']), size: typeof model['size'] === 'number' ? model['size'] : null }))
    // Cloud models are sent elsewhere, with the owner's account: never by default.
    .filter(({ name }) => !/[:-]cloud$/.test(name))
    .sort((a, b) => (a.size ?? Infinity) - (b.size ?? Infinity))
  const limit = pLimit(4)
  return Promise.all(models.map((model, at) => limit(async () => ({
    ...model,
    capabilities: at < MOST_SHOWN ? await capabilitiesOf(ask, model.name) : [],
  }))))
}

async function capabilitiesOf(ask: Ask, name: string): Promise<string[] | null> {
  const shown = await ask('POST', '/api/show', { model: name, name })
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
