import { writeWhole } from '../../disk/write-whole.ts'
import { deviationReport } from '../../run/deviation-report.ts'
import type { Environment } from '../../server/side-name.ts'

export async function deviationReportCommand(
  rule: string,
  from: string,
  out: string | undefined,
  env: Environment,
): Promise<number> {
  const text = await deviationReport(rule, from, env)
  if (out === undefined) console.log(text.trimEnd())
  else {
    writeWhole(out, text)
    console.log(`Written to ${out}`)
  }
  return 0
}
