import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { pageAssets } from '../../src/report/html/page-assets.ts'
import { renderReportPage } from '../../src/report/html/report-page.ts'
import { found } from '../formats/records.ts'
import { ruleResult, runRecord } from '../run-records.ts'
import { canOpenPages, NEEDS, pagesInChromium } from './chromium.ts'
import { leastContrast } from './contrast.ts'
import { html, kept } from './report-record.ts'

const titles = (page: Page): Promise<string[]> =>
  page.locator('#rules section:visible > h3, #rules section:visible > details:not(.rule) > summary').allInnerTexts()

describe.skipIf(!canOpenPages)(`report.html, ${NEEDS}`, () => {
  const { write, open } = pagesInChromium()
  const file = write('report.html', html)

  test('opens with the verdict, how each client fares, and what counts', async () => {
    const { page, close } = await open(file)
    expect(await page.locator('h1').innerText()).toBe('Ollama 1.0.0: DOES NOT CONFORM')
    expect(
      await page.getByRole('table', { name: 'How each client fares' }).getByRole('row').last().innerText(),
    ).toMatch(/Zed .*\s+breaks\s+it keys on ids/)
    const failures = page.locator('#rules section').first()
    expect(await failures.locator('h3').innerText()).toBe('Failures that count: 1 cause (1 rules)')
    expect(await failures.locator('summary').innerText()).toMatch(/What chat\/id\/unique demands\..*breaks Zed/s)
    expect(
      await page.getByRole('table', { name: 'Outcomes by area' }).getByRole('row', { name: /^chat/ }).innerText(),
    ).toMatch(/chat\s+1\s+1/)
    await close()
  })

  test('a rule that fails opens to its evidence, with a command to see it again', async () => {
    const { page, close } = await open(file)
    await page.locator('details[data-rule="chat/id/unique"] > summary').click()
    const shown = page.locator('details[data-rule="chat/id/unique"]')
    await shown.getByText('To see it again').waitFor()
    const text = await shown.innerText()
    for (const said of [
      "curl -sSi 'http://127.0.0.1:11434/v1/chat/completions'",
      '--data-raw \'{"model":"m"}\'',
      'HTTP/1.1 200 OK',
      '{"id":"always-the-same"}',
      'ignored at $.id: the same id',
      'Got\n"y"',
    ])
      expect(text).toContain(said)
    await close()
  })

  test('has the tables of the Markdown report: capabilities, SDK, figures, latency', async () => {
    const figure = { of: 3, least: 1, median: 20, p90: 30, most: 31 }
    const none = { plainHeadersMs: null, streamHeadersMs: null, betweenTokensMs: null, tokensPerSecond: null }
    const more = {
      ...runRecord([
        ruleResult('parameters/n/as-many-choices', 'fail', {
          parameter: 'chat.n',
          findings: [found('one', { kind: 'ignored' })],
        }),
        ruleResult('chat/sdk/answered', 'pass'),
        ruleResult('tools/trigger/rate', 'pass', { reason: '3 of 4 (<b>19</b> to 99 %)' }),
      ]),
      latency: {
        target: { ...none, firstTokenMs: figure, firstCalls: [{ model: 'm:1b', firstMs: 900, laterMedianMs: 40 }] },
        reference: null,
      },
    }
    const { page, close } = await open(
      write('tables.html', renderReportPage({ record: more, evidence: new Map() }, pageAssets())),
    )
    const shown = async (name: RegExp): Promise<string> =>
      (await page.getByRole('table', { name }).innerText()).replace(/\s+/g, ' ')
    expect(await shown(/capability that does not work/)).toMatch(/Several choices \(n\) ignored .*parameters\/n\//)
    expect(await shown(/through the official SDK/)).toContain('text not judged 1 pass')
    expect(await shown(/Figures that rules rest on/)).toContain('tools/trigger/rate 3 of 4 (<b>19</b> to 99 %)')
    expect(await shown(/How long answers took/)).toContain('stream: request to first token target ms 3 1 20 30 31')
    expect(await shown(/first answer of each model/)).toContain('target m:1b 900 40')
    await close()
  })

  test('filters hide what is not asked for, with the headings above it', async () => {
    const { page, close } = await open(file)
    expect(await page.locator('#count').textContent()).toBe('9 rules')
    await page.locator('select[name=outcome]').selectOption('fails')
    expect((await kept(page)).sort()).toEqual([
      'chat/id/unique',
      'stop/list/cuts',
      'stop/string/cuts',
      'tools/call/named',
    ])
    expect(await titles(page)).toEqual([
      'Failures that count: 1 cause (1 rules)',
      'Failures that do not count: 2 causes (2 rules)',
      'Known deviations: 1 cause (1 rules)',
    ])
    await page.locator('select[name=outcome]').selectOption('inconclusive')
    expect(await titles(page)).toEqual(['Inconclusive: the model or the answer gave nothing to judge (1)'])
    expect(await page.getByText('chat/id/form').isVisible()).toBe(false)
    await page.locator('button[type=reset]').click()
    await page.waitForFunction(() => document.getElementById('count')?.textContent === '9 rules')
    await page.locator('select[name=client]').selectOption('zed')
    expect(await kept(page)).toEqual(['chat/id/unique', 'tools/call/open'])
    await page.locator('button[type=reset]').click()
    await page.locator('input[name=q]').fill('chat/id')
    expect(await titles(page)).toEqual(['Failures that count: 1 cause (1 rules)', 'Rules that hold (1)'])
    expect(await page.locator('li[data-rule="chat/id/form"]').isVisible()).toBe(true)
    await page.locator('input[name=q]').fill('always-the-same')
    expect(await kept(page)).toEqual(['chat/id/unique'])
    await page.locator('input[name=q]').fill('$.extra')
    expect(await page.locator('#differences li:visible').innerText()).toContain('$.extra')
    expect(await page.locator('#rules details:visible').count()).toBe(0)
    await close()
  })

  test('a failure of several rules folds them, and opens where one of them is searched', async () => {
    const same = { findings: [found('the field is absent', { exchange: 'k' })], exchanges: ['k'] }
    const twins = ['chat/a/one', 'chat/a/two', 'stop/b/other'].map((id) =>
      ruleResult(id, 'fail', id.startsWith('chat') ? same : {}),
    )
    const made = renderReportPage({ record: runRecord(twins), evidence: new Map() }, pageAssets())
    const { page, close } = await open(write('causes.html', made))
    const cause = page.locator('details.cause')
    expect(await cause.count()).toBe(1)
    expect(await cause.locator(':scope > summary').innerText()).toContain('(2 rules)')
    expect(await page.locator('[data-rule="chat/a/two"]').isVisible()).toBe(false)
    await page.locator('input[name=q]').fill('chat/a/two')
    expect(await page.locator('[data-rule="chat/a/two"]').isVisible()).toBe(true)
    expect(await cause.locator(':scope > summary').innerText()).toContain('(1 of 2 rules)')
    await close()
  })

  test('is used by keyboard alone', async () => {
    const { page, close } = await open(file)
    await page.keyboard.press('/')
    await page.keyboard.type('cuts')
    await page.locator('details[data-rule="stop/string/cuts"] summary').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(
      await page
        .locator('details[data-rule][open]')
        .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['rule'])),
    ).toEqual(['stop/list/cuts'])
    expect(await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)).toBe('solid')
    await close()
  })

  test('can be read where its script may not run', async () => {
    const { page, close } = await open(file, { javaScriptEnabled: false })
    await page.locator('details[data-rule="chat/id/unique"] summary').click()
    expect(await page.locator('details[data-rule="chat/id/unique"] pre').first().isVisible()).toBe(true)
    expect(await page.locator('#filters').isVisible()).toBe(false)
    await close()
  })

  test.for(['light', 'dark'] as const)('can be read in the %s, and on a phone', async (colorScheme) => {
    const { page, close } = await open(file, { colorScheme, viewport: { width: 390, height: 844 } })
    for (const summary of await page.locator('summary').all()) await summary.click()
    expect(
      await leastContrast(
        page,
        'body, h1, h3, h4, p, a, b, dt, dd, small, caption, th, td, li, summary, pre, .verdict, .level, .outcome, code',
      ),
    ).toBeGreaterThanOrEqual(4.5)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await close()
  })
})
