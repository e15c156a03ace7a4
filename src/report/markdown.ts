import type { RunRecord } from '../record/record.ts'
import { claimsTable } from './claims.ts'
import { demonstrationText } from './demonstration.ts'
import { differenceSection } from './differences.ts'
import type { Evidence } from './evidence.ts'
import { failureSections } from './failures.ts'
import { flowTable } from './flows.ts'
import { gatewaySection } from './gateway.ts'
import { latencySection } from './latency.ts'
import {
  areaTable,
  breakTable,
  environment,
  knownSection,
  measuredSection,
  openSections,
  toolUseSection,
  verdictLines,
} from './overview.ts'
import { parameterTable } from './parameters.ts'
import { presetSections } from './preset.ts'
import { profileTable } from './profiles.ts'

/** The report for a person who must decide. Pure; equal records give equal reports but for the last line. */
export function renderMarkdown(record: RunRecord, evidence: Evidence): string {
  const demonstration = demonstrationText(record)
  return `${[
    ...(demonstration === null ? [] : [`**${demonstration}**`]),
    ...verdictLines(record),
    ...profileTable(record),
    ...breakTable(record),
    ...gatewaySection(record),
    ...areaTable(record),
    ...knownSection(record),
    ...presetSections(record),
    ...parameterTable(record),
    ...claimsTable(record),
    ...flowTable(record),
    ...failureSections(record, evidence),
    ...differenceSection(record),
    ...measuredSection(record),
    ...latencySection(record),
    ...toolUseSection(record),
    ...openSections(record),
    ...environment(record),
  ].join('\n\n')}\n`
}
