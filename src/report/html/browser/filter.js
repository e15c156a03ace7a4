/**
 * What can be filtered: a rule, and on the page of one run also other rows. What an item lacks it cannot match.
 * @typedef {object} Item
 * @property {string} id
 * @property {string} area
 * @property {string} level
 * @property {string} outcomes one letter a run
 * @property {number[]} flips runs
 * @property {string[]} clients
 * @property {() => string} text what is searched, in lower case
 */

/** What is chosen; the view only says how it is shown. @typedef {{ q: string, area: string, level: string, outcome: string, run: string, client: string }} Wanted */

/** The letters of each outcome that can be chosen. @type {Record<string, string>} */
const LETTERS_OF = {
  fails: 'fg',
  ignored: 'g',
  unsupported: 'u',
  inconclusive: 'i',
  error: 'e',
  skip: 's',
  open: 'uies',
  holds: 'p',
}

/** @param {Item} item @param {Wanted} wanted */
function matches(item, { q, area, level, outcome, run, client }) {
  if (area !== '' && item.area !== area) return false
  if (level !== '' && item.level !== level) return false
  if (client !== '' && !item.clients.includes(client)) return false
  if (!hasOutcome(item, outcome, run === '' ? null : Number(run))) return false
  return (
    q === '' ||
    q
      .toLowerCase()
      .split(/\s+/)
      .every((word) => item.text().includes(word))
  )
}

/** @param {Item} item @param {string} outcome @param {number | null} run */
function hasOutcome({ outcomes, flips }, outcome, run) {
  if (outcome === '') return true
  if (outcome === 'flipped') return run === null ? flips.length > 0 : flips.includes(run)
  const letters = LETTERS_OF[outcome] ?? ''
  const shown = run === null ? [...outcomes] : [outcomes[run] ?? '']
  // To hold is to hold everywhere; anything else is of interest where it happens once.
  return outcome === 'holds'
    ? shown.length > 0 && shown.every((letter) => letters.includes(letter))
    : shown.some((letter) => letters.includes(letter))
}

/**
 * Brings the form to life. What is chosen stands in the address, so that it can be passed on and outlives a reload.
 * @param {Item[]} items
 * @param {(shown: Item[]) => void} show
 */
function startFilters(items, show) {
  const form = /** @type {HTMLFormElement} */ (document.getElementById('filters'))
  const count = /** @type {HTMLOutputElement} */ (document.getElementById('count'))
  const controls = /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ ([...form.querySelectorAll('input, select')])
  const first = Object.fromEntries(controls.map(({ name, value }) => [name, value]))

  const apply = () => {
    const chosen = Object.fromEntries(controls.map((control) => [control.name, control.value.trim()]))
    const shown = items.filter((item) =>
      matches(item, { q: '', area: '', level: '', outcome: '', run: '', client: '', ...chosen }),
    )
    const differing = controls
      .filter(({ name, value }) => value !== first[name])
      .map(({ name, value }) => [name, value])
    // What is beside the rules makes room for those that were asked for.
    document.body.classList.toggle('filtering', differing.length > 0)
    show(shown)
    const [found, all] = [shown, items].map((some) => some.filter(({ level }) => level !== '').length)
    count.textContent = found === all ? `${all} rules` : `${found} of ${all} rules`
    keepInAddress(differing)
    pressQuick(form, chosen)
  }

  chooseAsAddressed(controls)
  form.addEventListener('input', () => {
    apply()
    if (form.getBoundingClientRect().top <= 0) form.scrollIntoView()
  })
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('reset', () => setTimeout(apply))
  startChoices(form)
  startSlash(form)
  form.hidden = false
  apply()
  // Places that links lead to, and heads that stick, are below the bar.
  new ResizeObserver(() => document.documentElement.style.setProperty('--bar', `${form.offsetHeight}px`)).observe(form)
}

/** An address that leads to a place in the page stays as it is. @param {string[][]} differing */
function keepInAddress(differing) {
  const isPlace = location.hash !== '' && !location.hash.includes('=')
  if (differing.length === 0 && isPlace) return
  history.replaceState(null, '', `#${new URLSearchParams(differing)}`)
}

/** @param {(HTMLInputElement | HTMLSelectElement)[]} controls */
function chooseAsAddressed(controls) {
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    const control = controls.find((one) => one.name === name)
    if (
      control instanceof HTMLInputElement ||
      (control && [...control.options].some((option) => option.value === value))
    )
      control.value = value
  }
}

/** The button of a phone that unfolds the choices, and the counts that choose with one click. @param {HTMLFormElement} form */
function startChoices(form) {
  form.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button?.id === 'choose')
      button.setAttribute('aria-expanded', String(button.getAttribute('aria-expanded') !== 'true'))
    const { outcome, level } = button?.dataset ?? {}
    if (outcome === undefined || level === undefined) return
    form['outcome'].value = outcome
    form['level'].value = level
    form.dispatchEvent(new Event('input'))
  })
}

/** @param {HTMLFormElement} form @param {Record<string, string>} chosen */
function pressQuick(form, { outcome, level }) {
  for (const button of form.querySelectorAll('.quick button'))
    if (button instanceof HTMLElement)
      button.setAttribute(
        'aria-pressed',
        String(button.dataset['outcome'] === outcome && button.dataset['level'] === level),
      )
}

/** A slash goes to the search. @param {HTMLFormElement} form */
function startSlash(form) {
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea')
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    form['q'].focus()
  })
}

/**
 * Arrow keys go from one heading of a rule to the next, Home and End to the first and the last; Tab does too.
 * @param {HTMLElement} root @param {string} selector
 */
function startArrows(root, selector) {
  root.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key]
    if (step === undefined || !(event.target instanceof HTMLElement) || !event.target.matches(selector)) return
    const all = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]).filter(
      (one) => one.offsetParent !== null,
    )
    const at = Math.min(Math.max(all.indexOf(event.target) + step, 0), all.length - 1)
    event.preventDefault()
    all[at]?.focus()
  })
}
