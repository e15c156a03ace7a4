import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { buildMatrix } from '../../src/history/matrix.ts'
import { renderMatrixPage } from '../../src/report/html/matrix-page.ts'
import { pageAssets } from '../../src/report/html/page-assets.ts'
import { found } from '../formats/records.ts'
import { ruleResult, runRecord } from '../run-records.ts'
import { canOpenPages, NEEDS, pagesInChromium } from './chromium.ts'
import { leastContrast } from './contrast.ts'

const FORCED = ['tools/choice-required/forces-a-call', 'tools/choice-required/forces-a-call-streamed']
const ignored = { findings: [found('text instead of the required call', { kind: 'ignored' })] }
const releases = ['0.9.0', '0.12.11', '0.24.0', '0.32.15'].map((version, at) =>
  runRecord(
    [
      ...FORCED.map((id) => ruleResult(id, at === 3 ? 'pass' : 'fail', at === 3 ? {} : ignored)),
      ruleResult('stop/string/ends', 'fail', { level: 'should' }),
      ruleResult('chat/id/unique', 'fail'),
    ],
    { version, note: 'an old laptop' },
  ),
)
const html = renderMatrixPage(buildMatrix(releases, { shows: () => true }), pageAssets())

const forced = (page: Page) => page.locator('tr.capability', { hasText: 'Forced tool calls' })
const rules = (page: Page): Promise<string[]> =>
  page.locator('tr.rule').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['rule'] ?? ''))

describe.skipIf(!canOpenPages)(`the capabilities of matrix.html, ${NEEDS}`, () => {
  const { write, open } = pagesInChromium()
  const file = write('capabilities.html', html)

  test.for([
    [1280, 800],
    [390, 844],
  ] as const)('are on the first screen of %d x %d, with all columns, and nothing scrolls sideways', async (size) => {
    const [width, height] = size
    const { page, close } = await open(file, { viewport: { width, height } })
    const row = await page.locator('tr.capability').first().boundingBox()
    expect((row?.y ?? height) + (row?.height ?? 0)).toBeLessThan(height / 2)
    const last = await forced(page).locator('td').last().boundingBox()
    expect((last?.x ?? width) + (last?.width ?? 0)).toBeLessThanOrEqual(width)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    await close()
  })

  test('say in words what became of each with each server', async () => {
    const { page, close } = await open(file)
    const cells = forced(page).getByRole('cell')
    expect(await cells.allInnerTexts()).toEqual([
      ...Array<unknown>(3).fill(expect.stringMatching(/^∅\s*accepted, and without effect$/)),
      expect.stringMatching(/^✓\s*works$/),
    ])
    expect(await rules(page)).toEqual([])
    await close()
  })

  test('open to their rules, and these to what was found', async () => {
    const { page, close } = await open(file)
    await forced(page).getByRole('button').click()
    expect(await rules(page)).toEqual(FORCED)
    await page.locator(`tr[data-rule="${FORCED[0]}"] button`).click()
    expect(await page.locator('tr.detail').innerText()).toContain('text instead of the required call')
    await forced(page).getByRole('button').click()
    expect(await page.locator('tr.rule, tr.detail').count()).toBe(0)
    expect(await forced(page).getByRole('button').getAttribute('aria-expanded')).toBe('false')
    await forced(page).locator('td').last().click()
    expect(await rules(page)).toEqual(FORCED)
    await close()
  })

  test('open and close by keyboard', async () => {
    const { page, close } = await open(file)
    await forced(page).getByRole('button').focus()
    await page.keyboard.press('Enter')
    expect(await rules(page)).toEqual(FORCED)
    await page.keyboard.press('ArrowDown')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(FORCED[0])
    await forced(page).getByRole('button').focus()
    await page.keyboard.press('Escape')
    expect(await rules(page)).toEqual([])
    await close()
  })

  test('give way to the rules that are searched, and come back', async () => {
    const { page, close } = await open(file)
    await page.getByLabel('Search').fill('unique')
    expect(await rules(page)).toEqual(['chat/id/unique'])
    expect(await forced(page).isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Clear' }).click()
    await forced(page).waitFor()
    await page.getByLabel('View').selectOption({ label: 'all rules' })
    expect((await rules(page)).sort()).toEqual(['chat/id/unique', 'stop/string/ends', ...FORCED])
    await close()
  })

  test('have the colours of their legend, as rules have', async () => {
    const { page, close } = await open(file)
    const ground = (selector: string): Promise<string> =>
      page
        .locator(selector)
        .first()
        .evaluate((one) => getComputedStyle(one).backgroundColor)
    expect(await ground('.capability td.ignored')).toBe(await ground('.states .ignored'))
    expect(await ground('.capability td.works')).toBe(await ground('.states .works'))
    await page.getByLabel('View').selectOption({ label: 'all rules' })
    expect(await ground('.rule.must td.fail')).toBe(await ground('.signs .fail'))
    expect(await ground('.rule.should td.fail')).toBe(await ground('.signs .lesser'))
    expect(await ground('.signs .lesser')).not.toBe(await ground('.signs .fail'))
    await close()
  })

  test('leave what a server runs on to a tooltip, and to the section of servers', async () => {
    const { page, close } = await open(file)
    const head = page.locator('table.matrix thead a').first()
    expect(await head.innerText()).not.toContain('laptop')
    expect(await head.getAttribute('title')).toContain('an old laptop')
    await head.click()
    expect(await page.locator(new URL(page.url()).hash.replaceAll('.', '\\.')).innerText()).toContain('an old laptop')
    await close()
  })

  test.for(['light', 'dark'] as const)('can be read in the %s', async (colorScheme) => {
    const { page, close } = await open(file, { colorScheme })
    expect(
      await leastContrast(page, '.matrix :is(th, td, button), .legend li, .legend .outcome'),
    ).toBeGreaterThanOrEqual(4.5)
    await close()
  })
})
