import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'

const USUAL = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** A browser of this machine, named by CHROMIUM or at a usual place; undefined where there is none. */
const browserPath = [process.env['CHROMIUM'] ?? '', ...USUAL].find((place) => place !== '' && existsSync(place))

/** What drives it has a package.json of its own, so it may not be installed. */
const hasDriver = existsSync(new URL('node_modules/playwright-core', import.meta.url))
const lacking =
  browserPath === undefined
    ? 'no Chromium is found, name one with CHROMIUM=/path/to/chromium'
    : hasDriver
      ? undefined
      : 'no driver is installed, run `node setup.mjs tests/pages`'

export const canOpenPages = lacking === undefined
/** Said in the name of what is skipped. */
export const NEEDS = lacking === undefined ? 'in Chromium' : `skipped: ${lacking}`

export interface Opened {
  page: Page
  close: () => Promise<void>
}

/** Opens pages from files in one browser. Whatever a page complains of, or asks of anybody, fails the test that closes it. */
export function pagesInChromium(): {
  write: (name: string, text: string) => string
  open: (file: string, options?: BrowserContextOptions) => Promise<Opened>
} {
  const folder = mkdtempSync(path.join(tmpdir(), 'conformance-pages-'))
  let browser: Browser
  beforeAll(async () => {
    const { chromium } = await import('playwright-core')
    browser = await chromium.launch({
      executablePath: browserPath ?? '',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    write: (name, text) => {
      writeFileSync(path.join(folder, name), text)
      return path.join(folder, name)
    },
    open: (file, options = {}) => opened(browser, file, options),
  }
}

async function opened(browser: Browser, file: string, options: BrowserContextOptions): Promise<Opened> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  page.setDefaultTimeout(8000)
  const [complaints, requests]: [string[], string[]] = [[], []]
  page.on('console', (message) => {
    complaints.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => {
    complaints.push(error.message)
  })
  page.on('request', (request) => {
    requests.push(request.url())
  })
  const url = pathToFileURL(file).href
  await page.goto(url)
  return {
    page,
    close: async () => {
      expect({
        complaints,
        requests: requests.filter((asked) => !asked.startsWith(url) && !asked.startsWith('data:')),
      }).toEqual({ complaints: [], requests: [] })
      await context.close()
    },
  }
}
