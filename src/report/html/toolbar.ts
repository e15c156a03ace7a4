import { html, type Markup } from './html.ts'

/** A choice that is made with one click. */
export interface Quick {
  label: string
  count: number
  outcome: string
  level: string
}

/** What a reader can choose from. The page's script reads the form by these names. */
export interface Choices {
  areas: readonly string[]
  /** Servers, where there are several. */
  runs: readonly string[]
  clients: readonly { id: string; name: string }[]
  /** The outcome chosen at first. */
  outcome: string
  quick?: readonly Quick[]
  /** Whether there is a view beside that of all rules. */
  views?: boolean
}

const OUTCOMES = [
  ['', 'any outcome'],
  ['fails', 'fails'],
  ['ignored', 'ignored'],
  ['unsupported', 'refused (4xx)'],
  ['inconclusive', 'inconclusive'],
  ['error', 'error'],
  ['skip', 'skipped'],
  ['open', 'without a verdict'],
  ['holds', 'holds'],
] as const
const VIEWS = [
  ['', 'capabilities'],
  ['rules', 'all rules'],
] as const
const LEVELS = [
  ['', 'any level'],
  ['must', 'must'],
  ['should', 'should'],
  ['may', 'may'],
] as const

/**
 * The bar that filters rules. It stays in sight, and is hidden until the script is there to filter. On a phone the choices are
 * folded behind a button, for a bar that takes half of the screen is in the way.
 */
export function toolbar({ areas, runs, clients, outcome, quick = [], views = false }: Choices): Markup {
  const servers = runs.length > 1
  return html`<form id="filters" role="search" aria-label="Filter the rules" hidden>
${quick.length > 0 && html`<div class="quick" role="group" aria-label="Rules by outcome">${quick.map(quickButton)}</div>`}
<label class="grow"><span class="unseen">Search</span> <input type="search" name="q" placeholder="Search rules, parameters, clients, messages" autocomplete="off" aria-keyshortcuts="/"></label>
<button type="button" id="choose" aria-expanded="false" aria-controls="choices">Filters</button>
<div id="choices">
${views && choice('View', 'view', VIEWS)}
${choice('Area', 'area', [['', 'all areas'], ...areas.map((area) => [area, area] as const)])}
${choice('Level', 'level', LEVELS)}
${choice('Outcome', 'outcome', servers ? [...OUTCOMES, ['flipped', 'flipped between versions']] : OUTCOMES, outcome)}
${servers && choice('Server', 'run', [['', 'any server'], ...runs.map((name, at) => [String(at), name] as const)])}
${clients.length > 0 && choice('Client', 'client', [['', 'all clients'], ...clients.map(({ id, name }) => [id, name] as const)])}
<button type="reset">Clear</button>
</div>
<output id="count" aria-live="polite"></output>
</form>`
}

const quickButton = ({ label, count, outcome, level }: Quick): Markup =>
  html`<button type="button" data-outcome="${outcome}" data-level="${level}" aria-pressed="false"><b>${count}</b> ${label}</button>`

const choice = (label: string, name: string, options: readonly (readonly [string, string])[], chosen = ''): Markup =>
  html`<label><span class="unseen">${label}</span> <select name="${name}">${options.map(([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`)}</select></label>`
