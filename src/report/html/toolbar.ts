import { html, type Markup } from './html.ts'

/** What a reader can choose from. The page's script reads the form by these names. */
export interface Choices {
  areas: readonly string[]
  /** Servers, where there are several. */
  runs: readonly string[]
  clients: readonly { id: string; name: string }[]
  /** The outcome chosen at first. */
  outcome: string
}

const OUTCOMES = [
  ['', 'any outcome'],
  ['fails', 'fails'],
  ['ignored', 'ignored'],
  ['unsupported', 'refused (4xx)'],
  ['inconclusive', 'inconclusive'],
  ['error', 'error'],
  ['skip', 'skipped'],
  ['holds', 'holds'],
] as const
const LEVELS = [
  ['', 'any level'],
  ['must', 'must'],
  ['should', 'should'],
  ['may', 'may'],
] as const

/** The form that filters rules, hidden until the script is there to do so. */
export function toolbar({ areas, runs, clients, outcome }: Choices): Markup {
  const servers = runs.length > 1
  return html`<form id="filters" role="search" aria-label="Filter the rules" hidden>
<label class="grow">Search <input type="search" name="q" placeholder="rule, parameter, client, message" autocomplete="off" aria-keyshortcuts="/"></label>
${choice('Area', 'area', [['', 'all areas'], ...areas.map((area) => [area, area] as const)])}
${choice('Level', 'level', LEVELS)}
${choice('Outcome', 'outcome', servers ? [...OUTCOMES, ['flipped', 'flipped between versions']] : OUTCOMES, outcome)}
${servers && choice('Server', 'run', [['', 'any server'], ...runs.map((name, at) => [String(at), name] as const)])}
${clients.length > 0 && choice('Client', 'client', [['', 'all clients'], ...clients.map(({ id, name }) => [id, name] as const)])}
<button type="reset">Clear</button>
<output id="count" aria-live="polite"></output>
</form>`
}

const choice = (label: string, name: string, options: readonly (readonly [string, string])[], chosen = ''): Markup =>
  html`<label>${label} <select name="${name}">${options.map(([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`)}</select></label>`
