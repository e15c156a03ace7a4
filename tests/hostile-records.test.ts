import { marked } from 'marked'
import { describe, expect, test } from 'vitest'
import { violations } from '../src/contract/validate.ts'
import { buildMatrix, type Matrix } from '../src/history/matrix.ts'
import type { RunRecord } from '../src/record/record.ts'
import { badge, drawBadge } from '../src/report/badge.ts'
import { renderEvidence } from '../src/report/evidence-file.ts'
import type { Evidence } from '../src/report/evidence.ts'
import { renderMatrixPage } from '../src/report/html/matrix-page.ts'
import { pageAssets } from '../src/report/html/page-assets.ts'
import { renderReportPage } from '../src/report/html/report-page.ts'
import { renderUpgradePage } from '../src/report/html/upgrade-page.ts'
import { renderMarkdown } from '../src/report/markdown.ts'
import { renderMatrix } from '../src/report/matrix.ts'
import type { UpgradeMaterial } from '../src/report/upgrade-material.ts'
import { renderUpgrade } from '../src/report/upgrade.ts'
import type { Exchange } from '../src/wire/exchange.ts'
import { observe } from '../src/wire/observe.ts'
import { HOSTILE } from './formats/records.ts'
import { hostileRecord, runRecord, ruleResult } from './run-records.ts'
import { upgradeMaterial } from './upgrade-material.ts'

/** What a page or a Markdown viewer could take for more than text, besides what CI services could. */
const MORE = [
  '</script><script>pwned=1</script>',
  '<!--<script>',
  '<img src=x onerror=pwned=1>',
  '"><svg onload=pwned=1>',
  '`` ` ``` <b>',
  '<details open ontoggle=pwned=1>',
  '[a](javascript:alert(1)) <javascript:alert(1)>',
  '![x](http://127.0.0.1:9/x.png)',
  'javascript:pwned=1',
  '\u0000\u009b31m\u061c\u200b\u{e0041}',
  '</code></td></tr></table>',
  '&lt;img src=x&gt;',
  '__proto__',
  'toString',
  '\ufeff\ufff9',
  '𝕏'.repeat(50_000),
]

/** An answer that says the same, header by header. */
const evidence = (text: string): Evidence => {
  const exchange: Exchange = {
    key: 'k',
    request: { method: 'POST', path: `/v1/${text}`, headers: [['x-one', text]], body: text, via: 'http' },
    failure: { stage: 'body', code: text, message: text },
    response: {
      status: 200,
      statusText: text,
      httpVersion: '1.1',
      headers: [['x-two', text]],
      chunks: [{ at: 1, text }],
      complete: false,
    },
    timing: { startedAt: '2026-11-20T10:00:00.000Z', headersMs: 1, firstByteMs: 1, endMs: 2 },
  }
  return new Map([['k', observe(exchange)]])
}

const UNSAFE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u
const assets = pageAssets()

function expectHarmless(text: string): void {
  expect(UNSAFE.exec(text)).toBeNull()
  expect(text.isWellFormed()).toBe(true)
  expect(text.length).toBeLessThan(400_000)
}

/** The tags of a page, as text. */
const tags = (page: string): string[] => page.match(/<[a-z!/][^>]*>/gi) ?? []

/** Which tags there are. A hostile page must have those of a harmless one, and no others. */
const kinds = (page: string): string[] =>
  [...new Set(tags(page).map((tag) => /^<\/?[a-z!-]*[1-6]?/i.exec(tag)?.[0].toLowerCase() ?? ''))].sort()
const besides = (page: string, harmless: string): string[] =>
  kinds(page).filter((kind) => !kinds(harmless).includes(kind))

/** Everything in the tags that could run, load or lead anywhere but to a page or a place in this one. */
const dangers = (page: string): string[] =>
  tags(page).flatMap((tag) =>
    [...tag.matchAll(/\s([\w-]+)=("[^"]*"|[^\s>]*)/g)]
      .filter(
        ([, name = '', value = '']) =>
          /^(on\w+|src|style|action|formaction|srcdoc)$/i.test(name) ||
          (/^href$/i.test(name) && !/^"(#|(evidence|report)\.md[#"]|https?:\/\/|data:,")/.test(value)),
      )
      .map(([attribute]) => attribute),
  )

/** Words in every place where the hostile texts are. */
const words = hostileRecord('words')
const other = runRecord([ruleResult('a/b/holds', 'fail'), ruleResult('a/b/open', 'pass')], { version: '2.0.0' })
const matrixOf = (record: RunRecord): Matrix => buildMatrix([record, record, other], { shows: () => true })
const upgradeOf = (record: RunRecord, text: string): UpgradeMaterial =>
  upgradeMaterial(
    [
      { name: record.target.label, record: other },
      { name: 'words', record },
    ],
    {
      shipped: record.options.profiles,
      known: record.options.known,
      shapes: record.differences.map((difference) => ({
        difference,
        contract: [],
        traits: ['a/b/unknown'],
        ordinary: true,
        repeated: true,
      })),
    },
    evidence(text),
  )
const MARKDOWN: [string, (record: RunRecord, text: string) => string][] = [
  ['report.md', (record) => renderMarkdown(record)],
  ['evidence.md', (record, text) => renderEvidence(record, evidence(text))],
  ['matrix.md', (record) => renderMatrix(matrixOf(record))],
  ['upgrade.md', (record, text) => renderUpgrade(upgradeOf(record, text))],
]
const PAGES: [string, (record: RunRecord, text: string) => string][] = [
  ['report.html', (record, text) => renderReportPage({ record, evidence: evidence(text) }, assets)],
  ['matrix.html', (record) => renderMatrixPage(matrixOf(record), assets)],
  ['upgrade.html', (record, text) => renderUpgradePage(upgradeOf(record, text), assets)],
]

describe.each([...HOSTILE, ...MORE].map((text) => [text.slice(0, 40), text] as const))(
  'a server that says %j',
  (_, text) => {
    const record = hostileRecord(text)

    test.each(MARKDOWN)('makes no markup of its own in %s', (_, render) => {
      const markdown = render(record, text)
      expectHarmless(markdown)
      const page = marked.parse(markdown, { async: false })
      // Backticks in pairs are code, and addresses links, whoever writes them.
      const own = besides(page, marked.parse(render(words, 'words'), { async: false })).filter(
        (kind) => !/^<\/?(a|code)$/.test(kind),
      )
      expect({ own, dangers: dangers(page) }).toEqual({ own: [], dangers: [] })
    })

    test.each(PAGES)('makes no markup of its own in %s', (_, render) => {
      const [page, harmless] = [render(record, text), render(words, 'words')].map((whole) =>
        whole.replace(assets.script, '').replace(assets.style, ''),
      )
      expectHarmless(page ?? '')
      expect({ own: besides(page ?? '', harmless ?? ''), dangers: dangers(page ?? '') }).toEqual({
        own: [],
        dangers: [],
      })
      expect(page?.match(/<script/g)).toEqual(harmless?.match(/<script/g))
    })

    test('leaves JSON and badges what they are', () => {
      const matrix = matrixOf(record)
      expect(violations('matrix', JSON.parse(JSON.stringify(matrix)))).toEqual([])
      expect(JSON.stringify(matrix).length).toBeLessThan(200_000)
      for (const run of matrix.runs) {
        expect(violations('badge', badge(run))).toEqual([])
        const svg = drawBadge(badge(run))
        expectHarmless(svg)
        expect(kinds(svg)).toEqual(kinds(drawBadge(badge({ ...run, name: 'words' }))))
      }
    })
  },
)
