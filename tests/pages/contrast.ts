import type { Page } from 'playwright-core'

/** The least contrast of text to its ground among the elements that match, as WCAG reckons it; text needs 4.5. */
export const leastContrast = (page: Page, selector: string): Promise<number> =>
  page.evaluate((wanted) => {
    const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number)
    const luminance = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = channels(colour).map((value) =>
        value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
      )
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const ground = (element: Element | null): string => {
      if (!element) return 'rgb(255, 255, 255)'
      const { backgroundColor } = getComputedStyle(element)
      return channels(backgroundColor)[3] === 0 ? ground(element.parentElement) : backgroundColor
    }
    return Math.min(
      ...[...document.querySelectorAll(wanted)].map((element) => {
        const [light = 0, dark = 0] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort(
          (a, b) => b - a,
        )
        return (light + 0.05) / (dark + 0.05)
      }),
    )
  }, selector)
