import { html, type Markup } from './html.ts'

const LOOKS: Record<string, string> = { works: 'holds', 'works with limits': 'limited', breaks: 'breaks' }

/** How a client fares, in words and in the colour of what that means. */
export function clientVerdict(verdict: string): Markup {
  const words = verdict.replaceAll('-', ' ')
  return html`<span class="outcome ${LOOKS[words] ?? 'open'}">${words}</span>`
}
