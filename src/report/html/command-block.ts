import { plain } from '../markdown-text.ts'
import { html, type Markup } from './html.ts'

/** Text to paste into a shell, with a button that copies it. The button is hidden until the script is there to copy. */
export const commandBlock = (command: string, most: number): Markup =>
  html`<div class="command"><button type="button" class="copy" hidden>Copy</button><pre tabindex="0">${plain(command, most)}</pre></div>`
