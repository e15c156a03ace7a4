/** Buttons that copy the command below them. @param {HTMLElement} root */
function startCopying(root) {
  for (const button of root.querySelectorAll('button.copy')) if (button instanceof HTMLElement) button.hidden = false
  root.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button.copy') : null
    if (button) void copy(button)
  })
}

/** @param {Element} button */
async function copy(button) {
  const command = button.nextElementSibling
  button.textContent = command && (await isCopied(command)) ? 'Copied' : 'Press Ctrl+C'
  setTimeout(() => {
    button.textContent = 'Copy'
  }, 2000)
}

/** Where a page may not write to the clipboard, the command is selected for the reader to copy. @param {Element} command */
async function isCopied(command) {
  try {
    await navigator.clipboard.writeText(command.textContent ?? '')
    return true
  } catch {
    getSelection()?.selectAllChildren(command)
    return false
  }
}
