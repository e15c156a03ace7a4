// Part of the script of matrix.html and report.html: all files of this folder, one after the other, are put into the page as they are.
'use strict'

/**
 * An element with attributes and children. Text becomes text, whatever is in it.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/**
 * Text in which backticks in pairs are code and addresses are links.
 * @template {HTMLElement} T
 * @param {T} parent
 * @param {string} text
 */
function inlineInto(parent, text) {
  for (const [at, piece] of text.split(/(`[^`]+`|https?:\/\/[^\s;,)`]*[^\s;,)`.:])/).entries()) {
    if (at % 2 === 0) parent.append(piece)
    else if (piece.startsWith('`')) parent.append(element('code', {}, piece.slice(1, -1)))
    else parent.append(element('a', { href: piece, rel: 'noreferrer noopener' }, piece))
  }
  return parent
}
