import { html, type Markup, type Part } from './html.ts'

/** A section of a page, with the place that the contents lead to. */
export interface Section {
  id: string
  title: string
  /** What is in it; false where the section is left out. */
  content: Part
  /** Hidden while rules are searched or filtered, so that what was found is on the first screen. */
  beside: boolean
}

export const section = ({ id, title, content, beside }: Section): Markup =>
  html`<section id="${id}"${beside && html` data-beside`}><h2>${title}</h2>
${content}</section>`

/** Links to the sections. */
export const contents = (sections: readonly Section[]): Markup =>
  html`<nav class="contents" aria-label="Contents" data-beside><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`
