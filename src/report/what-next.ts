import type { RunRecord } from '../record/record.ts'
import { failureEntries } from './failure-entries.ts'
import { code } from './markdown-text.ts'
import type { Refer } from './refer.ts'

/** What a reader does with the report, in the order of the effort it takes. */
export function whatNext(record: RunRecord, refer: Refer): string[] {
  const { fresh, known } = failureEntries(record)
  const [first] = [...fresh, ...known]
  if (first === undefined) return []
  const steps = [
    ...(record.options.profiles.length === 0 && record.profiles.length > 0
      ? [
          `${record.capture === undefined ? 'Find your client above. ' : ''}\`--profile NAME\` limits ${record.capture === undefined ? 'the run' : 'the verdict'}, and the exit code, to what ${record.capture === undefined ? 'that' : 'your'} client needs.`,
        ]
      : []),
    `${code(`ollama-conformance explain ${first.rule.id}`)} says what a rule demands and what is sent. The ${refer('failures', 'evidence')} of the run has each request as a \`curl\` command, and the answer.`,
    'Change the request or the server. *Reading a report* in the documentation lists what helps with the failures that are most frequent.',
    ...(fresh.length > 0 && record.capture === undefined
      ? [
          'To live with a failure, put it into a list of known deviations: `--known FILE --update-known` writes the list. Later runs then fail only for what is new.',
        ]
      : []),
    ...(record.capture === undefined
      ? []
      : ['To judge the rules that need a probe, run the suite against the server: `ollama-conformance --target URL`.']),
  ]
  return ['## What to do', steps.map((step, at) => `${at + 1}. ${step}`).join('\n')]
}
