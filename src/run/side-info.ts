import type { ReferenceInfo } from '../record/record.ts'
import type { RecordingInfo } from '../recording/recording.ts'

/** Where nobody was asked. */
export const NOBODY: ReferenceInfo = {
  kind: 'none',
  label: '',
  baseUrl: null,
  server: null,
  models: null,
  answeredAt: null,
  note: null,
}

/** Who answered, as reports name it. */
export function sideInfo(kind: 'live' | 'recording', info: RecordingInfo): ReferenceInfo {
  const server = `${info.server.software}${info.server.version === null ? '' : ` ${info.server.version}`}`
  const day = info.recordedAt.slice(0, 10)
  const label = kind === 'live' ? `${server} at ${info.baseUrl}` : `a recording of ${server}, taken ${day}`
  return {
    kind,
    label,
    baseUrl: info.baseUrl,
    server: info.server,
    models: info.models,
    answeredAt: day,
    note: info.note ?? null,
    ...(info.bundled ? { demonstration: true } : {}),
    ...(info.preset ? { preset: info.preset } : {}),
  }
}
