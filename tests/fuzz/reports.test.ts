import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { marked } from 'marked'
import { expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { buildMatrix } from '../../src/history/matrix.ts'
import { FORMATS } from '../../src/record/formats.ts'
import type { RunRecord } from '../../src/record/record.ts'
import { badge } from '../../src/report/badge.ts'
import { renderEvidence } from '../../src/report/evidence-file.ts'
import { outputsOf } from '../../src/report/formats.ts'
import { renderAnnotations, renderJobSummary } from '../../src/report/github.ts'
import { renderMatrixPage } from '../../src/report/html/matrix-page.ts'
import { pageAssets } from '../../src/report/html/page-assets.ts'
import { renderReportPage } from '../../src/report/html/report-page.ts'
import { renderJunit } from '../../src/report/junit.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderMatrix } from '../../src/report/matrix.ts'
import { renderSarif } from '../../src/report/sarif.ts'
import { parsed } from '../formats/read-junit.ts'
import { hostileRecord } from '../run-records.ts'
import { PATIENCE, holds, holdsAsync } from './runs.ts'

/** Pieces of every format that reports are written in, and any letters between them. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '|',
        '\\',
        '\\|',
        '`',
        '``',
        '```\n',
        '\n',
        '\r',
        '\n\n',
        '# ',
        '- ',
        '> ',
        '<',
        '>',
        '&',
        '&amp;',
        '"',
        "'",
        ']]>',
        '<!--',
        '-->',
        '<script>',
        '</script>',
        '</td></tr>',
        '<b>',
        '[a](b)',
        '![',
        '](javascript:',
        '*',
        '_',
        '~~',
        '$',
        '::error::',
        '%0A',
        '##[',
        '\u0000',
        '\u001b[31m',
        '\ud800',
        '\uffff',
        '\u202e',
        '\u200b',
        '\ufeff',
        '😊',
        'http://a.b',
        'www.a.b',
        'a@b.c',
        '    ',
        '\t',
        '{',
        '}',
        '0.',
        '1. ',
        '---',
        '===',
        '|---|',
        '__proto__',
        'constructor',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('word', 'other'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

const {
  id: _id,
  $schema: _dialect,
  ...published
} = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as Record<
  string,
  unknown
>
const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, allErrors: true }).compile(
  published,
)
const assets = pageAssets()

/** Kinds of tags of a page; backticks in pairs are code, and addresses links, whoever writes them. */
const kinds = (page: string): string[] =>
  [
    ...new Set(
      (page.match(/<[a-z!/][^>]*>/gi) ?? []).map((tag) => /^<\/?[a-z!-]*[1-6]?/i.exec(tag)?.[0].toLowerCase() ?? ''),
    ),
  ]
    .filter((kind) => !/^<\/?(a|code)$/.test(kind))
    .sort()
/** Cells of each table, header and rows alike. */
const widths = (markdown: string): number[][] =>
  marked
    .lexer(markdown)
    .flatMap((token) =>
      token.type === 'table' ? [[token.header.length, ...(token.rows as unknown[][]).map((row) => row.length)]] : [],
    )
const tables = (markdown: string): number => widths(markdown).length

const harmless = hostileRecord('word')
const material = (record: RunRecord) => ({ record, evidence: new Map() })
const stripped = (page: string): string => page.replace(assets.script, '').replace(assets.style, '')

test(
  'Markdown keeps its tables and makes no markup of what a server says',
  () => {
    const words = renderMarkdown(harmless)
    const matrixWords = renderMatrix(buildMatrix([harmless, harmless], { shows: () => true }))
    holds(
      12,
      fc.property(text, (said) => {
        const record = hostileRecord(said)
        for (const [markdown, plain] of [
          [renderMarkdown(record), words],
          [renderEvidence(record, new Map()), renderEvidence(harmless, new Map())],
          [renderMatrix(buildMatrix([record, record], { shows: () => true })), matrixWords],
          [renderJobSummary(record), renderJobSummary(harmless)],
        ] as const) {
          expect(
            kinds(marked.parse(markdown, { async: false })).filter(
              (kind) => !kinds(marked.parse(plain, { async: false })).includes(kind),
            ),
          ).toEqual([])
          expect(tables(markdown)).toBe(tables(plain))
          for (const [header, ...rows] of widths(markdown)) expect(rows.every((cells) => cells === header)).toBe(true)
        }
      }),
    )
  },
  PATIENCE,
)

test(
  'pages have the tags of harmless ones',
  () => {
    const plain = [
      stripped(renderReportPage(material(harmless), assets)),
      stripped(renderMatrixPage(buildMatrix([harmless, harmless], { shows: () => true }), assets)),
    ].map(kinds)
    holds(
      12,
      fc.property(text, (said) => {
        const record = hostileRecord(said)
        const pages = [
          renderReportPage(material(record), assets),
          renderMatrixPage(buildMatrix([record, record], { shows: () => true }), assets),
        ]
        for (const [at, page] of pages.entries())
          expect(kinds(stripped(page)).filter((kind) => !plain[at]?.includes(kind))).toEqual([])
      }),
    )
  },
  PATIENCE,
)

test(
  'JUnit is XML of its schema',
  async () => {
    await holdsAsync(
      4,
      fc.asyncProperty(text, async (said) => {
        await parsed(renderJunit(material(hostileRecord(said))))
      }),
    )
  },
  PATIENCE,
)

test(
  'SARIF, JSON and badges are of their schemas',
  () => {
    holds(
      12,
      fc.property(text, (said) => {
        const record = hostileRecord(said)
        isSarif(JSON.parse(renderSarif(record)))
        expect(isSarif.errors ?? []).toEqual([])
        for (const run of buildMatrix([record], { shows: () => true }).runs)
          expect(violations('badge', badge(run))).toEqual([])
        expect(violations('matrix', JSON.parse(JSON.stringify(buildMatrix([record], { shows: () => true }))))).toEqual(
          [],
        )
      }),
    )
  },
  PATIENCE,
)

test('annotations are one command a line, of no other kind', () => {
  holds(
    60,
    fc.property(text, (said) => {
      for (const line of renderAnnotations(hostileRecord(said))
        .split('\n')
        .filter((one) => /^\s*(::|##)/.test(one)))
        expect(line).toMatch(/^::(error|warning|notice|group|endgroup)\b[^\r]*$/)
    }),
  )
})

test(
  'every format says the same of the same record',
  async () => {
    await holdsAsync(
      3,
      fc.asyncProperty(text, async (said) => {
        for (const { render } of outputsOf(FORMATS))
          expect(await render(material(hostileRecord(said)))).toBe(
            await render(material(structuredClone(hostileRecord(said)))),
          )
      }),
    )
  },
  PATIENCE,
)
