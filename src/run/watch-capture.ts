import { Failure } from '../failure.ts'
import { captureLabel, redactedOne } from '../recording/capture.ts'
import { FollowedCapture } from '../recording/followed-capture.ts'
import type { Material } from '../report/formats.ts'
import { capturedRedactor } from '../wire/redact-captured.ts'
import { materialOf, startJudging, type CaptureSetup } from './judge-capture.ts'

export interface Watching {
  /** Ends the watching. */
  signal: AbortSignal
  /** Comes back when there may be something new, or the watching ends. */
  changed: () => Promise<void>
  /** Takes what all calls so far add up to, after each time that there were new ones. */
  judged: (material: Material) => Promise<void>
  /** Takes what a reader should know of a file that cannot be read. */
  note: (line: string) => void
}

/**
 * Judges captured traffic as it is written, until it is told to end, and gives what it adds up to. @throws Failure where nothing in it
 * could be judged.
 */
export async function watchCapture(
  setup: CaptureSetup,
  { signal, changed, judged, note }: Watching,
): Promise<Material> {
  const judging = await startJudging(setup)
  const followed = new FollowedCapture(setup.file, note)
  const redact = capturedRedactor(setup.secrets)
  const label = captureLabel(setup.file)
  for (let last = false; ; last = signal.aborted) {
    const before = judging.calls.summary().calls
    for await (const one of followed.news(last)) {
      try {
        judging.calls.add(redactedOne(one, redact))
      } catch (cause) {
        if (!(cause instanceof Failure)) throw cause
        note(cause.message)
      }
    }
    if (last) return materialOf(judging, label)
    if (judging.calls.summary().calls > before) await judged(await materialOf(judging, label))
    await changed()
  }
}
