import { createHash } from 'node:crypto'
import { html, trusted, type Markup } from './html.ts'

/** Style and script of a page, written into it. */
export interface PageAssets {
  style: string
  script: string
}

export interface Page {
  title: string
  body: Markup
  assets: PageAssets
  /** What the script reads, as JSON. */ data?: unknown
}

/**
 * A page that needs nothing but itself. The policy lets run only the very style and script that the project wrote, and nothing
 * reach out, so that even markup that slipped through would do nothing.
 */
export function page({ title, body, assets: { style, script }, data }: Page): string {
  const policy = `default-src 'none'; img-src data:; style-src '${digest(style)}'; script-src '${digest(script)}'; base-uri 'none'; form-action 'none'`
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
${body}
${data !== undefined && html`<script type="application/json" id="data">${trusted(embedded(data))}</script>`}
<script>${trusted(script)}</script>
</body>
</html>
`}`
}

const digest = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** JSON that can stand in a script element: nothing in it can end that or open a comment. */
const embedded = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c')
