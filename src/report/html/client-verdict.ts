import { html, type Markup } from './html.ts'

const LOOKS: Record<string, string> = { works: 'holds', 'works with limits': 'limited', breaks: 'breaks' }

/** How a client fares, in words and in the colour of what that means. */
export function clientVerdict(words: string): Markup {
  return html`<span class="outcome ${LOOKS[words.replace(/ \(.*$/, '')] ?? 'open'}">${words}</span>`
}
