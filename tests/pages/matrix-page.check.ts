import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { buildMatrix, type Matrix } from '../../src/history/matrix.ts'
import type { RunRecord } from '../../src/record/record.ts'
import { renderMatrixPage } from '../../src/report/html/matrix-page.ts'
import { pageAssets } from '../../src/report/html/page-assets.ts'
import { hostileRecord, ruleResult, runRecord } from '../run-records.ts'
import { canOpenPages, NEEDS, pagesInChromium } from './chromium.ts'
import { leastContrast } from './contrast.ts'
import { after, before } from './matrix-records.ts'

const everything = { shows: () => true }
const html = (records: RunRecord[]): string => renderMatrixPage(buildMatrix(records, everything), pageAssets())

const shown = (page: Page): Promise<string[]> =>
  page.locator('tr.rule').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['rule'] ?? ''))

const choose = (page: Page, filter: string, option: string): Promise<unknown> =>
  page.locator(`select[name=${filter}]`).selectOption({ label: option })

const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '')
export const rule = (page: Page, id: string) => page.locator(`tr[data-rule="${id}"] button`)
describe.skipIf(!canOpenPages)(`matrix.html, ${NEEDS}`, () => {
  const { write, open } = pagesInChromium()
  const file = write('matrix.html', html([after, before]))

  test('shows what fails somewhere at first, and each filter narrows it', async () => {
    const { page, close } = await open(file)
    expect(await shown(page)).toEqual(['chat/id/unique', 'stop/string/ends', 'tools/call/arrives'])
    expect(await page.locator('#count').textContent()).toBe('3 of 6 rules')
    const narrowed = async (filter: string, option: string): Promise<string[]> => {
      await choose(page, filter, option)
      const found = await shown(page)
      await page.getByRole('button', { name: 'Clear' }).click()
      await page.waitForFunction(() => document.querySelectorAll('tr.rule').length === 3)
      return found
    }
    expect(await narrowed('area', 'stop')).toEqual(['stop/string/ends'])
    expect(await narrowed('level', 'should')).toEqual(['tools/call/arrives'])
    expect(await narrowed('outcome', 'ignored')).toEqual(['stop/string/ends'])
    expect(await narrowed('outcome', 'holds')).toEqual(['stop/list/ends'])
    expect(await narrowed('outcome', 'refused (4xx)')).toEqual(['tools/names/kept'])
    expect(await narrowed('outcome', 'flipped between versions')).toEqual(['stop/string/ends', 'tools/call/arrives'])
    expect(await narrowed('outcome', 'any outcome')).toHaveLength(6)
    expect(await narrowed('run', 'Ollama 0.9.0')).toEqual(['chat/id/unique', 'stop/string/ends'])
    expect(await narrowed('client', 'Client zed')).toEqual(['stop/string/ends'])
    await close()
  })

  test('searches ids, sentences, clients and what was found, word by word, and keeps that in the address', async () => {
    const { page, close } = await open(file)
    await page.getByLabel('Search').fill('LONG stop')
    expect(await shown(page)).toEqual(['stop/string/ends'])
    await page.reload()
    expect(await page.getByLabel('Search').inputValue()).toBe('LONG stop')
    expect(await shown(page)).toEqual(['stop/string/ends'])
    await page.getByLabel('Search').fill('nothing says this')
    expect(await shown(page)).toEqual([])
    await page.getByText('No rule is like that.').waitFor()
    await close()
  })

  test('has no filter of clients where no run knew of any', async () => {
    const { page, close } = await open(write('without.html', html([after])))
    expect(
      await page.locator('#filters select').evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).name)),
    ).toEqual(['area', 'level', 'outcome'])
    await close()
  })

  test('a rule opens to what was found, a cell at its server', async () => {
    const { page, close } = await open(file)
    await rule(page, 'stop/string/ends').click()
    const detail = page.locator('tr.detail')
    const text = await detail.innerText()
    for (const said of [
      'Who breaks',
      'somebody',
      'ignored at $.stop: the stop string came',
      '"an end"',
      '"a long text"',
      'holds Ollama 0.10.0',
    ])
      expect(text).toContain(said)
    expect(await detail.getByRole('link').first().getAttribute('href')).toBe('https://example.com/docs')
    expect(await rule(page, 'stop/string/ends').getAttribute('aria-expanded')).toBe('true')
    await rule(page, 'stop/string/ends').click()
    expect(await detail.count()).toBe(0)
    await page.locator('tr[data-rule="tools/call/arrives"] td').nth(1).click()
    expect(await focused(page)).toContain('Ollama 0.10.0')
    expect(await focused(page)).toContain('not so')
    await close()
  })

  test('is used by keyboard alone, and shows where one is', async () => {
    const { page, close } = await open(file)
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('To the rules')
    await page.keyboard.press('/')
    await page.keyboard.type('ends')
    expect(await shown(page)).toEqual(['stop/string/ends'])
    for (let tabs = 0; tabs < 20 && !(await focused(page)).startsWith('stop/string'); tabs++)
      await page.keyboard.press('Tab')
    expect(await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)).toBe('solid')
    await page.keyboard.press('Enter')
    expect(await page.locator('tr.detail').count()).toBe(1)
    await page.keyboard.press('Tab')
    expect(await focused(page)).toContain('https://example.com/docs')
    await page.keyboard.press('Escape')
    expect(await page.locator('tr.detail').count()).toBe(0)
    expect(await focused(page)).toBe('stop/string/ends')
    await close()
  })

  test('arrow keys go from rule to rule', async () => {
    const { page, close } = await open(file)
    await rule(page, 'chat/id/unique').focus()
    const went = []
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Home', 'End']) {
      await page.keyboard.press(key)
      went.push(await focused(page))
    }
    expect(went).toEqual([
      'stop/string/ends',
      'tools/call/arrives',
      'tools/call/arrives',
      'stop/string/ends',
      'chat/id/unique',
      'tools/call/arrives',
    ])
    await close()
  })

  test('is a table to those who hear it, with the outcome in words and the version that flipped', async () => {
    const { page, close } = await open(file)
    for (const name of ['Area', 'Level', 'Outcome', 'Server', 'Client'])
      expect(await page.getByRole('combobox', { name, exact: true }).count()).toBe(1)
    const table = page.getByRole('table', { name: /^Rules by server/ })
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
      'rule',
      expect.stringMatching(/^Ollama\s+0\.9\.0/),
      expect.stringMatching(/^Ollama\s+0\.10\.0/),
    ])
    const row = table.getByRole('row', { name: /^stop\/string\/ends/ })
    expect(await row.getByRole('rowheader').innerText()).toContain('holds since 0.10.0')
    expect(await row.getByRole('cell').allTextContents()).toEqual(['∅ ignored', '✓ holds, first version that does'])
    await close()
  })

  test.for(['light', 'dark'] as const)('can be read in the %s', async (colorScheme) => {
    const { page, close } = await open(file, { colorScheme })
    const [red = 0] =
      (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g)?.map(Number) ?? []
    expect(red < 128).toBe(colorScheme === 'dark')
    await choose(page, 'outcome', 'any outcome')
    await rule(page, 'stop/string/ends').click()
    expect(
      await leastContrast(
        page,
        'body, h1, p, a, dt, dd, small, caption, th, td, label, button, select, .level, .flipped, .outcome, code',
      ),
    ).toBeGreaterThanOrEqual(4.5)
    await close()
  })

  test('fits a phone', async () => {
    const versions = ['0.9.0', '0.12.11', '0.24.0', '0.32.15'].map((version) => ({
      ...before,
      target: { ...before.target, server: { software: 'Ollama', version } },
    }))
    const { page, close } = await open(write('phone.html', html(versions)), { viewport: { width: 390, height: 844 } })
    await rule(page, 'stop/string/ends').click()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    const last = await page.locator('tr[data-rule="stop/string/ends"] td').last().boundingBox()
    expect((last?.x ?? 0) + (last?.width ?? 390)).toBeLessThanOrEqual(390)
    await close()
  })

  test('of a hundred servers scrolls by itself, and gives more rules when asked', async () => {
    const rules = Array.from({ length: 150 }, (_, at) => ruleResult(`a/b/${String(at).padStart(3, '0')}`, 'fail'))
    const { page, close } = await open(
      write('many.html', html(Array.from({ length: 100 }, (_, at) => runRecord(rules, { version: `0.${at}.0` })))),
    )
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    expect(await page.locator('#count').textContent()).toBe('150 rules')
    expect((await shown(page)).length).toBe(100)
    expect(await page.locator('#more').textContent()).toBe('Show 50 more of 50 rules')
    await page.locator('#more').click()
    expect(await focused(page)).toBe('a/b/100')
    expect((await shown(page)).length).toBe(150)
    expect(await page.locator('#more').isHidden()).toBe(true)
    await close()
  })

  test('runs nothing that a record says, and lets nothing but its own script run', async () => {
    const texts = [
      '</script><script>window.pwned=1</script>',
      '<img src=x onerror="window.pwned=1">',
      '"><svg onload=window.pwned=1>',
      '<!--<script>',
      '\u202e\u0000\ud800',
    ]
    const { page, close } = await open(write('hostile.html', html(texts.map(hostileRecord))))
    await choose(page, 'outcome', 'any outcome')
    for (const button of await page.locator('tr.rule button').all()) await button.click()
    expect((await page.locator('tr.detail').allInnerTexts()).join('\n')).toContain(
      '<img src=x onerror="window.pwned=1">',
    )
    expect(await page.locator('img, svg, main script').count()).toBe(0)
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
    await close()
    const other = await open(file)
    const refused = other.page.waitForEvent('console')
    await other.page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.pwned = 1'
      document.body.append(script)
    })
    expect((await refused).text()).toContain('Content Security Policy')
    expect(await other.page.evaluate(() => 'pwned' in window)).toBe(false)
    await other.page.close()
  })

  test('the matrix of the recorded releases, as it is committed, opens with all its rules', async () => {
    const committed = (name: string): string => fileURLToPath(new URL(`../../reports/matrix/${name}`, import.meta.url))
    const { runs, rules } = JSON.parse(readFileSync(committed('matrix.json'), 'utf8')) as Matrix
    const { page, close } = await open(committed('matrix.html'))
    await choose(page, 'view', 'all rules')
    await choose(page, 'outcome', 'any outcome')
    expect(await page.locator('#count').textContent()).toBe(`${rules.length} rules`)
    expect(await shown(page)).toEqual(
      rules.map(({ id }) => id).toSorted((a, b) => (a.split('/')[0] ?? '').localeCompare(b.split('/')[0] ?? '')),
    )
    expect(await page.locator('table.matrix thead th').count()).toBe(runs.length + 1)
    await page.locator('tr.rule button').first().click()
    expect(await page.locator('tr.detail section').count()).toBeGreaterThan(0)
    await close()
  })
})
