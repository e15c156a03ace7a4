import type { RunRecord } from '../record/record.ts'
import { areaTable } from './areas.ts'
import { capabilityTable } from './capabilities.ts'
import { demonstrationText } from './demonstration.ts'
import { environment } from './environment.ts'
import { failureTables } from './failure-table.ts'
import { gatewaySummary } from './gateway.ts'
import { knownProblems } from './known.ts'
import { verdictLines } from './overview.ts'
import { parameterSummary } from './parameters.ts'
import { presetSummary } from './preset.ts'
import { profileSummary } from './profiles.ts'
import { linkToEvidence, type Refer } from './refer.ts'
import { whatNext } from './what-next.ts'

/**
 * The report for a person who must decide in two minutes, as `report.md`; `evidence.md` has the rest. Pure; equal records give
 * equal reports but for the last line.
 */
export const renderMarkdown = (record: RunRecord): string => `${reportSections(record, linkToEvidence).join('\n\n')}\n`

/** The sections of the report, the most important one first. */
export const reportSections = (record: RunRecord, refer: Refer): string[] => [
  ...demonstrationLine(record),
  ...verdictLines(record),
  ...knownProblems(record),
  ...profileSummary(record, refer),
  ...capabilityTable(record, refer),
  ...failureTables(record, refer),
  ...whatNext(record, refer),
  ...gatewaySummary(record),
  ...presetSummary(record, refer),
  ...areaTable(record),
  ...parameterSummary(record, refer),
  ...environment(record),
]

function demonstrationLine(record: RunRecord): string[] {
  const demonstration = demonstrationText(record)
  return demonstration === null ? [] : [`**${demonstration}**`]
}
