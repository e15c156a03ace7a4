import { describe, expect, test } from 'vitest'
import { brief, paired, type Reply, seen, STREAM, withFacts } from '../../tests/compared-pairs.ts'
import { chunks, sse, stream, streamWith, toolCall } from '../suite/example.ts'

const deltas = (chunk: Reply): Reply[] => (chunk['choices'] as Reply[]).map(({ delta }) => delta as Reply)
describe('streams', () => {
  const old = streamWith({}, (all) =>
    all.slice(1, -1).map((chunk) => ({
      ...chunk,
      choices: (chunk['choices'] as Reply[]).map((choice) => ({
        ...choice,
        delta: { role: 'assistant', ...(choice['delta'] as Reply) },
      })),
    })),
  )

  test('packet borders and texts do not matter', () => {
    expect(
      paired(
        seen(stream({ content: 'a b c' }, { usage: true }), STREAM),
        seen(stream({ content: 'other words' }, { usage: true }), STREAM),
      ),
    ).toEqual([])
  })

  test('where role and finish are', () => {
    const found = paired(seen(old, { stream: true }), seen(stream(), { stream: true }))
    expect(found.map(brief)).toContain('breaking missing events.finish')
    expect(found.find(({ path }) => path === 'events.role')).toMatchObject({
      kind: 'order',
      target: 'on every chunk (role/content+ [DONE])',
      reference: expect.stringContaining('role content+ finish [DONE]'),
    })
  })

  test('a stream without its end', () => {
    expect(withFacts(seen(sse(chunks().slice(0, -1), { done: false }), { stream: true })).map(brief)).toEqual([
      'breaking missing events.done',
      'breaking missing events.finish',
    ])
  })

  test('usage that was asked for, and usage that was not', () => {
    expect(withFacts(seen(stream(), STREAM)).map(brief)).toContain('notable missing events.usage')
    expect(withFacts(seen(stream({}, { usage: true }), { stream: true })).map(brief)).toContain(
      'notable extra events.usage (not asked for)',
    )
  })

  test('tool calls that share a number, repeat their name, or lack one', () => {
    const calls = { toolCalls: [toolCall('f', '{"a":1}', 'call_1'), toolCall('g', '{"b":2}', 'call_2')] }
    const changed = (change: (call: Reply) => void): string[] =>
      withFacts(
        seen(
          streamWith(calls, (all) => {
            for (const delta of all.flatMap(deltas))
              for (const call of (delta['tool_calls'] as Reply[] | undefined) ?? []) change(call)
            return all
          }),
          { stream: true },
        ),
      ).map(brief)
    expect(changed(() => {})).toEqual([])
    expect(
      changed((call) => {
        call['index'] = 0
      }),
    ).toContain('breaking value tool_calls index')
    expect(
      changed((call) => {
        delete call['index']
      }),
    ).toContain('breaking missing $.choices[].delta.tool_calls[].index')
    expect(
      changed((call) => {
        call['function'] = { ...(call['function'] as Reply), name: '' }
      }),
    ).toContain('breaking extra $.choices[].delta.tool_calls[].function.name')
  })

  test('what we cut off ourselves has no end to compare', () => {
    const failure = { stage: 'client-abort' as const, code: 'ABORTED', message: 'hung up' }
    expect(withFacts(seen(sse(chunks().slice(0, 2), { done: false, failure }), { stream: true }))).toEqual([])
  })
})
