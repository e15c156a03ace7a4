import type { RuleEntry } from '../../judge/rules.ts'
import { rulesOfCapability, type Capability } from '../../policy/capabilities.ts'
import { outColours } from '../colours.ts'

/** What a capability is made of: the rules that decide, and those that its users notice. */
export function explainCapability(capability: Capability, rules: readonly RuleEntry[]): string[] {
  const { id, name, group, needs } = capability
  const { core, more } = rulesOfCapability(capability, rules)
  return [
    outColours.bold(`${name} (${id})`),
    '',
    `group    ${group}`,
    ...(needs === undefined ? [] : [`needs    ${needs}: where that is absent, so is this`]),
    ...section('These rules decide', core),
    ...section('Where one of these fails, it works partly', more),
  ]
}

const section = (title: string, rules: readonly RuleEntry[]): string[] =>
  rules.length === 0
    ? []
    : [
        '',
        outColours.bold(title),
        ...rules.map(({ id, rule }) => `${id}  ${outColours.dim(rule.level)}  ${rule.sentence}`),
      ]
