import { collect, type Collected, type Side } from '../collect/collect.ts'
import type { Suite } from '../suite/suite.ts'
import { recordingTransport, type Recording, type RecordingInfo } from './recording.ts'

/** What a side said to the suites, and who it is. */
export interface Answers extends Collected {
  info: RecordingInfo
}

/** What a recording says to these suites: the same steps as in a live run, answered from what was read. */
export async function observeRecording(
  recording: Pick<Recording, 'info' | 'exchanges'>,
  suites: readonly Suite[],
  pass = 0,
): Promise<Answers> {
  const { info } = recording
  const side: Side = {
    name: 'target',
    transport: recordingTransport(recording),
    models: info.models,
    apiPath: info.apiPath,
    native: info.native,
  }
  return { ...(await collect(side, suites, { concurrency: Infinity, maxTokens: Infinity, pass })), info }
}
