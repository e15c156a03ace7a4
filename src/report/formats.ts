import { FORMATS, type Format } from '../record/formats.ts'
import type { RunRecord } from '../record/record.ts'
import type { Evidence } from './evidence.ts'

/** What reports are made from. */
export interface Material {
  record: RunRecord
  evidence: Evidence
}

/** Where a text goes: a file of the run folder, the console, or the summary that a CI service shows beside the job. */
export type Place = { kind: 'file'; name: string } | { kind: 'console' } | { kind: 'job-summary' }

export interface Output {
  place: Place
  render: (material: Material) => Promise<string>
}

interface ReportFormat {
  outputs: readonly Output[]
}

const file = (name: string, render: Output['render']): Output => ({ place: { kind: 'file', name }, render })

/** Every format and how it is written. What renders is loaded when it is used: help and hints shall not wait for it. */
const TABLE: Record<Format, ReportFormat> = {
  md: {
    outputs: [
      file('report.md', async ({ record }) => (await import('./markdown.ts')).renderMarkdown(record)),
      file('evidence.md', async ({ record, evidence }) =>
        (await import('./evidence-file.ts')).renderEvidence(record, evidence),
      ),
    ],
  },
  html: {
    outputs: [
      file('report.html', async (material) => {
        const [{ renderReportPage }, { pageAssets }] = await Promise.all([
          import('./html/report-page.ts'),
          import('./html/page-assets.ts'),
        ])
        return renderReportPage(material, pageAssets())
      }),
    ],
  },
  json: { outputs: [file('results.json', ({ record }) => Promise.resolve(`${JSON.stringify(record, null, 2)}\n`))] },
  junit: { outputs: [file('junit.xml', async (material) => (await import('./junit.ts')).renderJunit(material))] },
  sarif: { outputs: [file('results.sarif', async ({ record }) => (await import('./sarif.ts')).renderSarif(record))] },
  github: {
    outputs: [
      {
        place: { kind: 'console' },
        render: async ({ record }) => (await import('./github.ts')).renderAnnotations(record),
      },
      {
        place: { kind: 'job-summary' },
        render: async ({ record }) => (await import('./github.ts')).renderJobSummary(record),
      },
    ],
  },
}

/** What these formats write; one that is named twice is written once. */
export const outputsOf = (formats: readonly Format[]): Output[] =>
  [...new Set(formats)].flatMap((format): readonly Output[] => TABLE[format].outputs)

/** The files that reports of any format have in a run folder. */
export const reportFiles = (): string[] =>
  outputsOf(FORMATS).flatMap(({ place }) => (place.kind === 'file' ? [place.name] : []))
