import { appendFileSync } from 'node:fs'
import { Failure } from '../failure.ts'
import type { RunOptions } from '../record/options.ts'
import type { Material } from '../report/formats.ts'
import { rendered } from '../run/reports.ts'
import type { Environment } from '../server/sides.ts'

/** Where GitHub Actions names the file that becomes the summary of a job. */
const SUMMARY = 'GITHUB_STEP_SUMMARY'

/** Hands on the reports that do not go into the run folder: to the console, and to the summary of a CI job where there is one. */
export async function publish(
  material: Material,
  { formats }: Pick<RunOptions, 'formats'>,
  env: Environment,
): Promise<void> {
  for (const { text } of await rendered(material, formats, 'console')) if (text !== '') console.log(text)
  const file = env[SUMMARY]
  if (!file) return
  try {
    for (const { text } of await rendered(material, formats, 'job-summary')) appendFileSync(file, text)
  } catch (cause) {
    throw new Failure(
      'SUMMARY_INVALID',
      `The file that ${SUMMARY} names cannot be written to (${(cause as NodeJS.ErrnoException).code}). Unset it, or leave out --format github.`,
      { cause },
    )
  }
}
