import { marked } from 'marked'
import { expect, test } from 'vitest'
import { cell, code, prose } from './markdown-text.ts'

const html = (markdown: string): string => marked.parse(markdown, { async: false }).trim()

test.for(['\\|', '`\\|', 'a`\\|b`', '|', '\\\\|', '\\\\\\|'])('%j stays in its cell', (text) => {
  for (const write of [cell, code]) {
    const [table] = marked.lexer(`| a | b |\n| - | - |\n| ${write(text)} | end |\n`)
    expect(table).toMatchObject({ type: 'table', rows: [[{}, { text: 'end' }]] })
  }
})

test.for(['# a', '- a', '+ a', '> a', '1. a', '12) a', '---', '    a', '\ta'])(
  '%j at the beginning of a line opens no block',
  (text) => {
    expect(html(prose(text))).toMatch(/^<p>[^<]*<\/p>$/)
  },
)

test('numbers and versions are written as they are', () => {
  for (const text of ['0.12.11', '3', '-a', '#1', '1.5 s']) expect(prose(text)).toBe(text)
})
