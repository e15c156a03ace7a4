/** @typedef {import('../matrix-data.ts').PageData} PageData */
/** @typedef {PageData['rules'][number]} Rule */
/** @typedef {Item & { rule: Rule }} RuleItem */

/** Cells put into the page at once; the rest waits for a button. */
const MOST_CELLS = 10_000
/** Flips that are told beside a rule; all are marked in its row. */
const MOST_FLIPS = 4

/** Fills the table of matrix.html. @param {HTMLTableElement} table */
function startMatrix(table) {
  const { runs, rules, capabilities } = /** @type {PageData} */ (
    JSON.parse(document.getElementById('data')?.textContent ?? '')
  )
  const more = /** @type {HTMLButtonElement} */ (document.getElementById('more'))
  const rowsAtOnce = Math.max(40, Math.floor(MOST_CELLS / runs.length))
  /** @type {RuleItem[]} */
  let waiting = []

  const showMore = () => {
    const now = waiting.splice(0, rowsAtOnce)
    for (const [area, group] of Map.groupBy(now, (item) => item.area)) table.append(areaBody(area, group, runs))
    more.hidden = waiting.length === 0
    more.textContent = `Show ${Math.min(rowsAtOnce, waiting.length)} more of ${waiting.length} rules`
  }
  more.addEventListener('click', () => {
    const last = table.lastElementChild
    showMore()
    last?.nextElementSibling?.querySelector('button')?.focus()
  })
  table.addEventListener('click', (event) => {
    openAt(event, runs)
    openCapability(event, capabilities, (at) => ruleRow(/** @type {Rule} */ (rules[at]), runs))
  })
  table.addEventListener('keydown', closeOnEscape)
  startArrows(table, 'button[aria-expanded]')
  startFilters(
    rules.map((rule) => itemOf(rule)),
    (shown) => {
      for (const body of [...table.tBodies]) if (!body.matches('.capabilities')) body.remove()
      // Where nothing is asked for, the capabilities are shown instead.
      const hidden = capabilities.length > 0 && !document.body.classList.contains('filtering')
      waiting = hidden ? [] : /** @type {RuleItem[]} */ ([...shown])
      if (!hidden && waiting.length === 0) table.append(noneBody(runs))
      showMore()
    },
  )
}

/** Stands where no rule is shown. @param {PageData['runs']} runs */
const noneBody = (runs) =>
  element(
    'tbody',
    {},
    element('tr', {}, element('td', { colspan: String(runs.length + 1), class: 'none' }, 'No rule is like that.')),
  )

/** Rows by id, so that a click finds its rule. @type {Map<string, Rule>} */
const ruleOf = new Map()

/** @param {Rule} rule @returns {RuleItem} */
function itemOf(rule) {
  ruleOf.set(rule.id, rule)
  /** @type {string | undefined} */
  let text
  return {
    rule,
    id: rule.id,
    area: rule.area,
    level: rule.level,
    outcomes: rule.outcomes,
    clients: rule.clients,
    flips: rule.flips.map(([run]) => Number(run)),
    text: () =>
      (text ??= [
        rule.id,
        rule.says,
        rule.breaks,
        rule.source,
        ...rule.evidence.flatMap(({ reason = '', findings = [] }) => [reason, ...findings.flat()]),
      ]
        .join('\n')
        .toLowerCase()),
  }
}

/** @param {string} area @param {RuleItem[]} items @param {PageData['runs']} runs */
function areaBody(area, items, runs) {
  const counts = runs.map((_, at) => {
    const failing = items.filter(({ outcomes }) => 'fg'.includes(outcomes[at] ?? '.')).length
    return element('td', {}, failing === 0 ? '' : `${failing} ✗`)
  })
  const head = element(
    'tr',
    { class: 'area' },
    element('th', { scope: 'rowgroup' }, `${area} `, element('small', {}, `${items.length}`)),
    ...counts,
  )
  return element('tbody', {}, head, ...items.map(({ rule }) => ruleRow(rule, runs)))
}

/** @param {Rule} rule @param {PageData['runs']} runs */
function ruleRow(rule, runs) {
  const flips = new Map(rule.flips.map(([run, to]) => [Number(run), to]))
  const button = element('button', { type: 'button', 'aria-expanded': 'false' }, ...breakable(rule.id))
  const flipped = [...flips].map(([run, to]) => `${to} since ${runs[run]?.version}`)
  if (flipped.length > MOST_FLIPS) flipped.splice(MOST_FLIPS, Infinity, `and ${flipped.length - MOST_FLIPS} more times`)
  const head = element(
    'th',
    { scope: 'row' },
    button,
    ' ',
    element('span', { class: `level ${rule.level}` }, rule.level),
  )
  if (flipped.length > 0) head.append(' ', element('span', { class: 'flipped' }, flipped.join(', ')))
  head.append(inlineInto(element('span', { class: 'says' }), rule.says))
  const row = element(
    'tr',
    { class: `rule ${rule.level}` },
    head,
    ...[...rule.outcomes].map((letter, at) => cellOf(letter, flips.get(at))),
  )
  row.dataset['rule'] = rule.id
  return row
}

/** @param {string} letter @param {string | number | undefined} flip */
function cellOf(letter, flip) {
  const [sign, word, style] = SHOWN[letter] ?? ['', '', '']
  const cell = element('td', { class: flip === undefined ? style : `${style} flip`, title: word })
  cell.append(
    sign,
    element('span', { class: 'unseen' }, flip === undefined ? ` ${word}` : ` ${word}, first version that does`),
  )
  return cell
}

/** An id can be broken after a slash or a hyphen. @param {string} id @returns {(string | Node)[]} */
const breakable = (id) => id.split(/(?<=[/-])/).flatMap((part, at) => (at === 0 ? [part] : [element('wbr'), part]))

/** Opens or closes what was found of a rule; a click on the cell of a run goes to that run. @param {MouseEvent} event @param {PageData['runs']} runs */
function openAt(event, runs) {
  if (!(event.target instanceof HTMLElement) || event.target.closest('a')) return
  const row = /** @type {HTMLTableRowElement | null} */ (event.target.closest('tr.rule'))
  const button = row?.querySelector('button')
  const rule = ruleOf.get(row?.dataset['rule'] ?? '')
  if (!row || !button || !rule) return
  const cell = event.target.closest('td')
  const open = button.getAttribute('aria-expanded') === 'true'
  if (open && !cell) return close(button)
  if (!open) {
    button.setAttribute('aria-expanded', 'true')
    row.after(detailRow(rule, runs))
  }
  if (!cell) return
  const found = /** @type {HTMLElement | null | undefined} */ (
    row.nextElementSibling?.querySelector(`[data-runs~="${cell.cellIndex - 1}"]`)
  )
  ;(found ?? button).focus()
}

/** @param {HTMLButtonElement} button */
function close(button) {
  button.setAttribute('aria-expanded', 'false')
  button.closest('tr')?.nextElementSibling?.remove()
}

/** @param {KeyboardEvent} event */
function closeOnEscape(event) {
  if (event.key !== 'Escape' || !(event.target instanceof HTMLElement)) return
  const row = event.target.closest('tr')
  const button = (row?.matches('.detail') ? row.previousElementSibling : row)?.querySelector('button')
  if (button?.getAttribute('aria-expanded') !== 'true') return
  // A capability is closed as it was opened.
  if (row?.matches('.capability')) button.click()
  else close(button)
  button.focus()
}
