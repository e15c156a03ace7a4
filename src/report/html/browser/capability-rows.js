/**
 * Opens a capability to the rows of its rules, or closes it.
 * @param {MouseEvent} event
 * @param {PageData['capabilities']} capabilities
 * @param {(at: number) => HTMLTableRowElement} rowOf
 */
function openCapability(event, capabilities, rowOf) {
  if (!(event.target instanceof HTMLElement)) return
  const row = /** @type {HTMLTableRowElement | null} */ (event.target.closest('tr.capability'))
  const button = row?.querySelector('button')
  if (!row || !button) return
  const open = button.getAttribute('aria-expanded') === 'true'
  button.setAttribute('aria-expanded', String(!open))
  if (open) closeCapability(row)
  else row.after(...(capabilities.find(({ id }) => id === row.dataset['capability'])?.rules ?? []).map(rowOf))
}

/** Removes the rows of its rules, and what is open below them. @param {HTMLTableRowElement} row */
function closeCapability(row) {
  while (row.nextElementSibling?.matches('.rule, .detail')) row.nextElementSibling.remove()
}
