import { describe, expect, test } from 'vitest'
import { recordOf } from '../../tests/formats/records.ts'
import type { CapabilityVerdict } from '../policy/capabilities.ts'
import type { RunRecord } from '../record/record.ts'
import { capabilityLine, capabilityTable } from './capabilities.ts'
import { withoutLink } from './refer.ts'

const verdict = (id: string, more: Partial<CapabilityVerdict> = {}): CapabilityVerdict => ({
  id,
  name: `The \`${id}\``,
  group: 'Chat',
  state: 'works',
  why: null,
  failing: [],
  open: [],
  ...more,
})
const record = (capabilities: CapabilityVerdict[], software = 'vLLM', version = '1.0.0'): RunRecord => ({
  ...recordOf([], { target: { server: { software, version } } }),
  capabilities,
})
const text = (...of: Parameters<typeof record>): string => capabilityTable(record(...of), withoutLink).join('\n\n')
const leftOut = verdict('echo', { state: 'not-judged', code: 'not-selected', why: 'not selected' })

describe('the line of counts', () => {
  test('counts what works and what became of the others, of those that the run was about', () => {
    expect(
      capabilityLine([
        verdict('seed'),
        verdict('n', { state: 'ignored' }),
        verdict('cors', { state: 'partly' }),
        verdict('suffix', { state: 'partly' }),
        verdict('images', { state: 'not-judged', code: 'no-model' }),
        leftOut,
      ]),
    ).toBe('1 of 5 capabilities work, 2 partly, 1 ignored, 1 not judged')
    expect(capabilityLine([verdict('seed')])).toBe('1 of 1 capability works')
  })

  test('a missing endpoint makes a server no better', () => {
    expect(capabilityLine([verdict('seed'), verdict('responses-text', { state: 'absent' })])).toBe(
      '1 of 2 capabilities work, 1 absent',
    )
  })

  test('there is none where the run was about no capability', () => {
    expect(capabilityLine([leftOut])).toBeNull()
    expect(capabilityTable(record([leftOut]), withoutLink)).toEqual([])
  })
})

describe('the table', () => {
  test('has what does not work with the rule behind it, and names what works', () => {
    const shown = text([
      verdict('seed'),
      verdict('n', { state: 'ignored', why: '1 for `n: 2`', failing: ['parameters/n/a', 'parameters/n/b'] }),
      verdict('images', {
        state: 'not-judged',
        code: 'no-model',
        why: 'no vision model',
        open: ['vision/formats/png'],
        failing: ['vision/forms/detail'],
      }),
      verdict('echo', { state: 'absent', why: 'HTTP 404: gone', failing: ['completions/echo/x'] }),
    ])
    expect(shown).toMatch(/^## Capabilities\n\n\*\*1 of 4 capabilities work, 1 ignored, 1 absent, 1 not judged\.\*\*/)
    expect(shown).toMatch(/The `n` +\| \*\*ignored\*\* +\| 1 for `n: 2` \(`parameters\/n\/a` and 1 more\)/)
    expect(shown).toMatch(/The `images` +\| not judged +\| no vision model \(`vision\/formats\/png`\)/)
    expect(shown).toMatch(/The `echo` +\| absent +\| HTTP 404: gone +\|/)
    expect(shown).toContain('Works: The `seed`.')
    expect(shown).not.toContain('documented')
  })

  test('has what the server documents of itself beside the state, for each release its own list', () => {
    const rows = [
      verdict('embeddings-base64', { state: 'ignored', why: 'no effect' }),
      verdict('n', { state: 'ignored', why: 'no effect' }),
      verdict('cors', { state: 'partly', why: 'x' }),
      verdict('logit-bias'),
    ]
    const shown = text(rows, 'Ollama', '0.12.11')
    expect(shown).toMatch(/`embeddings-base64` +\| \*\*ignored\*\* +\| no effect +\| documented +\|/)
    expect(shown).toMatch(/The `n` +\| \*\*ignored\*\* +\| no effect +\| not documented +\|/)
    expect(shown).toMatch(/The `cors` +\| \*\*partly\*\* +\| x +\| +\|/)
    expect(shown).toContain('Works: The `logit-bias` (not documented).')
    expect(shown).toContain('as of release 0.12.11')
    expect(text(rows, 'Ollama', '0.5.7')).toMatch(
      /`embeddings-base64` +\| \*\*ignored\*\* +\| no effect +\| not documented/,
    )
    expect(text(rows, 'Ollama', '0.40.0')).toContain('the newest list read, of release 0.32.15 and 2026-08-19')
    expect(text([verdict('responses-text')], 'Ollama', '0.5.7')).not.toContain('(not documented)')
  })
})
