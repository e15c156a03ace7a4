import { asArray, isObject } from '../json.ts'
import type { Preset } from '../policy/preset.ts'
import { CLOUD_FAVOURITES } from '../server/models.ts'
import type { ChosenModels } from '../suite/models.ts'
import type { Observation } from '../wire/observe.ts'
import type { Change, Drift } from './drift.ts'

/** Models that are relied on: those of the preset, and those that were asked. */
interface Relied {
  preset: Preset | undefined
  openai: Preset
  models: ChosenModels
  /** Day of the check. */
  today: string
}

interface Listed {
  id: string
  shutdown: string | null
}

/** Models that are relied on and are no longer listed, or have a day on which they end. */
export function modelDrift(observations: readonly Observation[], relied: Relied): Drift[] {
  const list = observations.find(
    ({ exchange, status, json }) =>
      exchange.request.method === 'GET' && exchange.request.path.endsWith('/models') && status === 200 && json.ok,
  )
  const listed = list === undefined ? [] : listedIn(list)
  if (list === undefined || listed.length === 0) return []
  const common = { kind: 'model' as const, scope: 'models', count: 1, of: 1, example: list.exchange.key, rules: [] }
  const names = [...Object.values(relied.preset?.models ?? {}), ...Object.values(relied.models).map(({ name }) => name)]
  return [...new Set(names)].flatMap((name): Drift[] => {
    if (name === null) return []
    const message = stateOf(
      listed.find(({ id }) => id === name || id === `models/${name}`),
      relied.today,
    )
    return message === null ? [] : [{ ...common, path: name, message, changes: changesFor(name, relied) }]
  })
}

/** Where the project names the model. */
const changesFor = (name: string, { preset, openai, models }: Relied): Change[] => [
  ...Object.entries((preset ?? openai).models ?? {}).flatMap(([kind, usual]) =>
    usual === name ? [otherModel(preset ?? openai, kind, models)] : [],
  ),
  ...(CLOUD_FAVOURITES.includes(name)
    ? [{ file: 'src/server/models.ts', at: 'CLOUD_FAVOURITES', action: 'remove' as const, lines: `'${name}',` }]
    : []),
]

const listedIn = ({ json }: Observation): Listed[] =>
  asArray(json.ok && isObject(json.value) ? json.value['data'] : []).flatMap((one) =>
    isObject(one) && typeof one['id'] === 'string'
      ? [{ id: one['id'], shutdown: typeof one['shutdown_date'] === 'string' ? one['shutdown_date'] : null }]
      : [],
  )

function stateOf(listed: Listed | undefined, today: string): string | null {
  if (listed === undefined) return 'is relied on, and is no longer listed'
  if (listed.shutdown === null) return null
  const day = listed.shutdown.slice(0, 10)
  return day <= today ? `is relied on, and is retired since ${day}` : `is relied on, and is shut down on ${day}`
}

/** The model that was asked in its place, where there was one. */
function otherModel({ id, models: usual }: Preset, kind: string, models: ChosenModels): Change {
  const before = new Map(Object.entries(usual ?? {})).get(kind)
  const chosen = new Map(Object.entries(models)).get(kind)?.name ?? before
  const name = chosen === before ? '# name the model that replaces it' : chosen
  return { file: `specs/presets/${id}.yaml`, at: `models.${kind}`, action: 'replace', lines: `  ${kind}: ${name}` }
}
