import { describe, expect, test } from 'vitest'
import { renderAnnotations, renderJobSummary } from '../../src/report/github.ts'
import { rule, found, HOSTILE, MIXED, recordOf } from './records.ts'
import { commandsIn } from './runner-commands.ts'

const annotations = (...args: Parameters<typeof recordOf>): ReturnType<typeof commandsIn> =>
  commandsIn(renderAnnotations(recordOf(...args)))

describe('annotations', () => {
  test('say what fails and is not known to, by level', () => {
    const said = annotations(MIXED)
    expect(said.map(({ name, properties }) => [name, properties['title']])).toEqual([
      ['error', 'chat/id/unique (must)'],
      ['warning', 'stop/string/cuts (should)'],
      ['notice', 'stop/list/cuts (may)'],
    ])
    expect(said[0]?.message).toBe(
      'What chat/id/unique demands.\nignored: the same id (and 1 more)\nWho breaks: somebody',
    )
  })

  test('say a cause once, however many rules show it', () => {
    const missing = { findings: [{ ...found('HTTP 404: no'), path: 'status', actual: 404 }] }
    const said = annotations([
      rule('responses/object/answered', 'fail', { level: 'must', ...missing }),
      rule('responses/stream/answered', 'fail', { level: 'must', ...missing }),
    ])
    expect(said).toHaveLength(1)
    expect(said[0]).toMatchObject({
      properties: { title: 'responses/object/answered (must) and 1 more rule' },
      message: expect.stringMatching(/^The server has no `\/responses`\.\nHTTP 404: no\n/),
    })
  })

  test('say that a run could not be judged, and which known deviations are not true any more', () => {
    expect(annotations([rule('a/b/c', 'error')])).toEqual([
      {
        name: 'error',
        properties: { title: 'could not be judged' },
        message: expect.stringContaining('Nothing could be judged'),
      },
    ])
    expect(
      annotations([rule('a/b/c', 'pass')], {
        knownProblems: [{ rule: 'a/**', kind: 'passes', message: '100 % passes' }],
      }),
    ).toEqual([{ name: 'error', properties: { title: 'known deviation a/**' }, message: '100 % passes' }])
  })

  test('nothing fails, nothing is said', () => {
    expect(renderAnnotations(recordOf([rule('a/b/c', 'pass')]))).toBe('')
  })

  test('never more of a kind than GitHub keeps; the last says how many there are', () => {
    const said = annotations(Array.from({ length: 30 }, (_, at) => rule(`a/b/rule-${at}`, 'fail')))
    expect(said).toHaveLength(10)
    expect(said.at(-1)?.properties['title']).toBe('21 more')
    expect(annotations(Array.from({ length: 10 }, (_, at) => rule(`a/b/rule-${at}`, 'fail')))).toHaveLength(10)
  })

  test.for(HOSTILE.map((text) => [text.slice(0, 40), text] as const))(
    'what a server says is text, never a command: %j',
    ([, text]) => {
      const said = annotations([rule('a/b/c', 'fail', { findings: [found(text)] })], { target: { label: text } })
      expect(said.map(({ name, properties }) => [name, properties])).toEqual([['error', { title: 'a/b/c (must)' }]])
      expect(said[0]?.message.split('\n')).toHaveLength(3)
    },
  )
})

describe('the summary of a job', () => {
  test('opens with the verdict, and nothing a server says is markup', () => {
    const text = renderJobSummary(
      recordOf([
        ...MIXED,
        ...HOSTILE.map((said, at) => rule(`chat/id/rule-${at}`, 'fail', { findings: [found(said)] })),
      ]),
    )
    expect(text).toMatch(/^# Ollama 1\.2\.3: DOES NOT CONFORM\n/)
    expect(text).toContain('## What fails')
    expect(text).toContain('## Known deviations (1)')
    expect(text).not.toMatch(/<script|^# heading/m)
  })

  test('lists new failures that count first and alone, and the known ones after them', () => {
    const text = renderJobSummary(recordOf(MIXED))
    const [head = '', known = ''] = text.split('## Known deviations (1)')
    const failures = head.slice(head.indexOf('## What fails'))
    expect(failures).toContain('`chat/id/unique`')
    // A level that does not fail the run, and a failure that is known.
    expect(failures).not.toMatch(/stop\/string\/cuts|tools\/call\/named/)
    expect(known).toContain('`tools/call/named`')
    expect(renderJobSummary(recordOf(MIXED.filter(({ id }) => id !== 'chat/id/unique')))).not.toMatch(
      /^## What fails$/m,
    )
  })

  test('refers to nothing that it does not hold', () => {
    const text = renderJobSummary(recordOf(MIXED))
    expect(text).not.toMatch(/below|report\.md|docs\//)
    expect(text).not.toContain('*Failures*')
  })

  test('a demonstration says so before anything else', () => {
    const shown = recordOf(MIXED, { target: { kind: 'recording', demonstration: true } })
    expect(renderJobSummary(shown)).toMatch(/^\*\*Demonstration: /)
    expect(renderJobSummary(recordOf(MIXED))).not.toContain('Demonstration')
  })

  const long = 'x'.repeat(600)
  const many = (known: Parameters<typeof rule>[2]): string =>
    renderJobSummary(
      recordOf(
        Array.from({ length: 5000 }, (_, at) =>
          rule(`a/b/rule-${at}`, 'fail', { findings: [found(long)], breaks: long, sentence: long, ...known }),
        ),
      ),
    )

  test('lists as many failures as one reads, and says how many more there are', () => {
    const text = many({})
    expect(text.match(/`a\/b\/rule-\d+`/g)?.length).toBeLessThan(60)
    expect(text).toContain('4970 more of 5000 are left out here.')
  })

  test('is never longer than GitHub takes', () => {
    const text = many({ known: { rule: 'a/**', reason: long } })
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024)
  })
})
