/** Matches of a section that are few enough to be laid open. */
const FEW = 60

/** Lets the filters of report.html hide what is in the page already. @param {HTMLElement} main */
function startReport(main) {
  const elements = /** @type {HTMLElement[]} */ ([...main.querySelectorAll('[data-rule]')])
  const items = elements.map(reportItem)
  const sections = /** @type {HTMLElement[]} */ ([...main.querySelectorAll('[data-filtered]')]).map((section) => ({
    section,
    own: items.filter(({ element }) => section.contains(element)),
  }))
  startArrows(main, 'summary')
  startCopying(main)
  startFilters(items, (shown) => {
    const kept = new Set(shown)
    for (const item of items) item.element.hidden = !kept.has(item)
    for (const { section, own } of sections)
      showSection(section, own.filter((item) => kept.has(item)).length, own.length, shown.length < items.length)
  })
}

/** @param {HTMLElement} element @returns {Item & { element: HTMLElement }} */
function reportItem(element) {
  const { rule = '', area = '', level = '', outcome = '', clients = '' } = element.dataset
  /** @type {string | undefined} */
  let text
  return {
    element,
    id: rule,
    area,
    level,
    outcomes: outcome,
    flips: [],
    clients: clients.split(' '),
    text: () => (text ??= (element.textContent ?? '').toLowerCase()),
  }
}

/** What was searched for shall not stay folded away. @param {HTMLElement} section @param {number} kept @param {number} all @param {boolean} filtered */
function showSection(section, kept, all, filtered) {
  section.hidden = kept === 0
  const count = section.querySelector(
    ':scope > h3 > .count, :scope > summary > small > .count, :scope > details > summary > .count',
  )
  if (count) count.textContent = kept === all ? `${all}` : `${kept} of ${all}`
  const folded = section.matches('.cause') ? section : section.querySelector(':scope > details:not(.rule, .cause)')
  if (folded instanceof HTMLDetailsElement) folded.open = filtered ? kept <= FEW : folded.classList.contains('open')
}
