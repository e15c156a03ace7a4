import { describe, expect, test } from 'vitest'
import { canOpenPages, NEEDS, pagesInChromium } from './chromium.ts'
import { html, kept } from './report-record.ts'

describe.skipIf(!canOpenPages)(`the bar and the contents of report.html, ${NEEDS}`, () => {
  const { write, open } = pagesInChromium()
  const file = write('report.html', html)

  test('the counts on the first screen filter with one click, and make room for what they count', async () => {
    const { page, close } = await open(file)
    expect(await page.locator('.quick button').allInnerTexts()).toEqual([
      '9 rules',
      '2 must fail',
      '1 should fail',
      '1 may fail',
      '1 hold',
      '4 without a verdict',
    ])
    await page.getByRole('button', { name: '1 should fail' }).click()
    expect(await kept(page)).toEqual(['stop/string/cuts'])
    expect(await page.getByRole('button', { name: '1 should fail' }).getAttribute('aria-pressed')).toBe('true')
    expect(await page.locator('#clients').isVisible()).toBe(false)
    await page.getByRole('button', { name: '4 without a verdict' }).click()
    expect(await kept(page)).toHaveLength(4)
    await page.getByRole('button', { name: '9 rules' }).click()
    expect(await kept(page)).toHaveLength(9)
    expect(await page.locator('#clients').isVisible()).toBe(true)
    await close()
  })

  test('the contents lead to each section, below the bar, and an address with a place stays', async () => {
    const { page, close } = await open(file)
    const links = page.getByRole('navigation', { name: 'Contents' }).getByRole('link')
    const places = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
    for (const place of places) expect(await page.locator(`section${place}`).count()).toBe(1)
    await links.filter({ hasText: 'Areas' }).click()
    expect(new URL(page.url()).hash).toBe('#areas')
    await page.reload()
    expect(new URL(page.url()).hash).toBe('#areas')
    await close()
  })

  test('a button copies the command', async () => {
    const { page, close } = await open(file, { permissions: ['clipboard-read', 'clipboard-write'] })
    const shown = page.locator('details[data-rule="chat/id/unique"]')
    await shown.locator('> summary').click()
    await shown.getByRole('button', { name: 'Copy' }).click()
    await shown.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      await shown.locator('.command pre').innerText(),
    )
    await close()
  })

  test.for([
    [1280, 800],
    [390, 844],
  ] as const)('has its filters on the first screen of %d x %d, and keeps them in sight', async ([width, height]) => {
    const { page, close } = await open(file, { viewport: { width, height } })
    const bottom = async (): Promise<number> => {
      const box = await page.locator('#filters').boundingBox()
      return (box?.y ?? height) + (box?.height ?? 0)
    }
    expect(await bottom()).toBeLessThan(height)
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    expect(await bottom()).toBeLessThan(height / 4)
    await close()
  })

  test('folds its choices on a phone until they are asked for', async () => {
    const { page, close } = await open(file, { viewport: { width: 390, height: 844 } })
    expect(await page.locator('select[name=area]').isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Filters' }).click()
    expect(await page.locator('select[name=area]').isVisible()).toBe(true)
    expect(await page.getByRole('button', { name: 'Filters' }).getAttribute('aria-expanded')).toBe('true')
    await close()
  })
})
