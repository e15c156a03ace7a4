import { html as template, raw } from 'hono/html'
import { plain } from '../markdown-text.ts'

/** Markup that is put into a page as it is. Only `html` and `trusted` make it. */
export type Markup = ReturnType<typeof raw>

export type Part = string | number | false | undefined | Markup | readonly Part[]

/** More than any text has that is not cut before. */
const MOST = 8000

/** Builds markup; every text put into it is made harmless. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Markup =>
  template(strings, ...parts.map(harmless)) as Markup

/** What the project itself has written: styles, scripts. */
export const trusted: (text: string) => Markup = raw

/** The tag escapes what is markup; this shows what is a control character, turns text around or is half a character. */
function harmless(part: Part): unknown {
  if (typeof part === 'string') return plain(part, MOST)
  return Array.isArray(part) ? part.map(harmless) : part
}

/** Backticks in pairs are meant as code; addresses become links. The page's `inlineInto` does the same. */
export function inline(text: string): Markup {
  return html`${plain(text, 1200)
    .split(/(`[^`]+`|https?:\/\/[^\s;,)`]*[^\s;,)`.:])/)
    .map((piece, at) =>
      at % 2 === 0
        ? piece
        : piece.startsWith('`')
          ? html`<code>${piece.slice(1, -1)}</code>`
          : html`<a href="${piece}" rel="noreferrer noopener">${piece}</a>`,
    )}`
}

/** An id, which can be broken after a slash or a hyphen. */
export const breakable = (id: string): Markup =>
  html`${plain(id)
    .split(/(?<=[/-])/)
    .map((part, at) => html`${at > 0 && html`<wbr>`}${part}`)}`

/** Any JSON value as short text. */
export const valueText = (value: unknown): string => plain(JSON.stringify(value) ?? 'nothing', 600)
