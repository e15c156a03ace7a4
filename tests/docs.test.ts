import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { marked, type Token } from 'marked'
import { expect, test } from 'vitest'
import { commands } from '../src/cli/commands/index.ts'
import { ruleMatcher } from '../src/globs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = globSync(['*.md', 'docs/**/*.md', 'reports/**/*.md'], { cwd: root }).map((file) =>
  file.replaceAll('\\', '/'),
)
const read = (page: string): string => readFileSync(path.join(root, page), 'utf8')

const tokensOf = (page: string): Token[] => {
  const found: Token[] = []
  void marked.walkTokens(marked.lexer(read(page)), (token) => {
    found.push(token)
  })
  return found
}

const known = new Map<string, Set<string>>()
const anchorsOf = (page: string): Set<string> => {
  const anchors = known.get(page) ?? new Set([...headingAnchors(page), ...ownAnchors(page)])
  known.set(page, anchors)
  return anchors
}

/** Anchors that the page sets itself. */
const ownAnchors = (page: string): string[] =>
  [...readFileSync(path.join(root, page), 'utf8').matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id]) => id ?? '')

/** As GitHub makes them: small letters, no marks, dashes for blanks, a number behind the second of a name. */
function headingAnchors(page: string): string[] {
  const seen = new Map<string, number>()
  return tokensOf(page).flatMap((token) => {
    if (token.type !== 'heading') return []
    const name = String(token['text'])
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-')
    const before = seen.get(name) ?? 0
    seen.set(name, before + 1)
    return [before === 0 ? name : `${name}-${before}`]
  })
}

test.for(pages)('no link of %s leads nowhere', (page) => {
  const links = tokensOf(page).flatMap((token) =>
    token.type === 'link' || token.type === 'image' ? [String(token['href'])] : [],
  )
  const dead = links.filter((link) => {
    if (/^[a-z]+:/i.test(link)) return false
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? page : path.posix.join(path.posix.dirname(page), decodeURIComponent(file))
    return (
      !existsSync(path.join(root, target)) ||
      (anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor))
    )
  })
  expect(dead).toEqual([])
})

/** The command lines of a page, without what is said beside them. */
const linesOf = (page: string): string[] =>
  tokensOf(page)
    .flatMap((token) => (token.type === 'code' || token.type === 'codespan' ? String(token['text']).split('\n') : []))
    .filter((line) => /^npm start\b/.test(line))
    .map((line) => line.replace(/ {2,}# .*$| # .*$/, ''))

test('every command line of the pages has a command and options that there are', () => {
  const program = new Command()
  for (const define of commands) define(program, { env: {}, secrets: [], line: '', ends: () => async () => {} })
  const lines = pages.flatMap((page) => linesOf(page).map((line) => ({ page, line })))
  expect(lines.length).toBeGreaterThan(50)
  const wrong = lines.filter(({ line }) => {
    const words = line
      .split(/\s+/)
      .slice(2)
      .filter((word) => word !== '--')
    const named = program.commands.find((command) => command.name() === words[0])
    const command = named ?? program.commands.find((one) => one.name() === 'run')
    if (!named && words[0] !== undefined && !words[0].startsWith('--')) return true
    return words.some(
      (word) =>
        word.startsWith('--') &&
        !['--help', '--version'].includes(word) &&
        !command?.options.some(({ long }) => long === word.split('=')[0]),
    )
  })
  expect(wrong).toEqual([])
})

test('every rule that the advice names is one', () => {
  const ids = readFileSync(path.join(root, 'tests/rule-ids.txt'), 'utf8').trim().split('\n')
  const advice = read('docs/reading-a-report.md').split('## From a failure to a fix')[1]?.split('\n## ')[0] ?? ''
  const named = advice
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, glob = '']) => glob))
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((glob) => !ids.some(ruleMatcher([glob])))).toEqual([])
})
