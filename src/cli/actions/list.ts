import { ruleMatcher } from '../../globs.ts'
import { rulesOf } from '../../judge/rules.ts'
import { loadSuites } from '../../plan/load-suites.ts'
import { rulesOfCapability } from '../../policy/capabilities.ts'
import { shippedCapabilities } from '../../policy/capability-file.ts'
import { shippedProfiles } from '../../policy/profile-file.ts'
import { measurementOf, stanceOf } from '../../policy/profile.ts'
import { UNMEASURED } from '../../policy/verdict-words.ts'
import { byImportance, effectsPossible } from '../../report/by-importance.ts'
import { counted } from '../../report/markdown-text.ts'
import { assertRulesExist } from '../../run/assert-selection.ts'
import { outColours } from '../colours.ts'

export async function listCommand(only: string[]): Promise<number> {
  const suites = await loadSuites()
  assertRulesExist(suites, only)
  const wanted = only.length === 0 ? () => true : ruleMatcher(only)
  const clients = shippedProfiles()
  const effectOf = effectsPossible(clients, clients)
  const rules = suites
    .flatMap(rulesOf)
    .filter(({ id }) => wanted(id))
    .map(({ id, level, rule: { sentence } }) => ({ id, level, sentence }))
  for (const { id, level, sentence } of rules.sort(byImportance(effectOf)))
    console.log(`${id}  ${outColours.dim(level)}  ${sentence}`)
  return 0
}

/** The known clients: what `--profile` takes, and what each rests on. */
export async function listProfiles(): Promise<number> {
  const profiles = shippedProfiles()
  const ids = (await loadSuites()).flatMap(rulesOf).map(({ id }) => id)
  const widest = Math.max(...profiles.map(({ id }) => id.length))
  for (const profile of profiles) {
    const { id, name, version, date, source, deviations } = profile
    const measured = measurementOf(profile, profiles)
    const kinds = ids.map(stanceOf(profile, profiles)).map((stance) => stance?.kind)
    const count = (kind: string): number => kinds.filter((one) => one === kind).length
    console.log(
      `${id.padEnd(widest)}  ${name}${version === undefined ? '' : ` ${version}`}: ${measured ? `measured on ${measured.date}` : UNMEASURED}; needs ${count('requires')} rules, is limited by ${count('degrades')}`,
    )
    if (deviations) {
      const { breaks = [], limits = [], survives = [] } = deviations
      console.log(
        outColours.dim(
          `${' '.repeat(widest)}  breaks with ${counted(breaks.length, 'deviation')}, is limited with ${limits.length}, survives ${survives.length}`,
        ),
      )
    }
    console.log(
      outColours.dim(`${' '.repeat(widest)}  read ${date ?? 'at no known time'} in ${source ?? 'no named source'}`),
    )
  }
  return 0
}

/** The capabilities: what `explain` takes, and how many rules each is made of. */
export async function listCapabilities(): Promise<number> {
  const capabilities = shippedCapabilities()
  const rules = (await loadSuites()).flatMap(rulesOf)
  const widest = Math.max(...capabilities.map(({ id }) => id.length))
  for (const capability of capabilities) {
    const { core, more } = rulesOfCapability(capability, rules)
    console.log(
      `${capability.id.padEnd(widest)}  ${capability.name}  ${outColours.dim(`${core.length} rules decide, ${more.length} more`)}`,
    )
  }
  return 0
}
