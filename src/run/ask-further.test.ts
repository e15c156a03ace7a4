import { expect, test } from 'vitest'
import type { RuleChange } from '../history/rule-change.ts'
import type { Answers } from '../recording/observe-recording.ts'
import type { Suite } from '../suite/suite.ts'
import { askFurther, suitesBehind } from './ask-further.ts'
import type { Further } from './ask-stages.ts'

const change = (exchange?: string): RuleChange =>
  ({
    id: 'chat/response/id-present',
    before: [],
    findings: exchange === undefined ? [] : [{ kind: 'missing', path: '$.id', message: 'm', exchange }],
  }) as unknown as RuleChange

/** A side of which one suite sent the request with this key. */
const side = (suite: string, key: string): Answers =>
  ({
    records: new Map([[suite, { asked: { sent: true, requests: [], observations: [{ exchange: { key } }] } }]]),
  }) as unknown as Answers

test('a rule that reads every answer is asked again where its finding was seen', () => {
  const sides = [side('stop/string', 'k'), side('stop/list', 'other')]
  expect(suitesBehind(change('k'), sides)).toEqual(['chat/response', 'stop/string'])
  expect(suitesBehind(change('k~2'), sides)).toEqual(['chat/response', 'stop/string'])
  expect(suitesBehind(change(), sides)).toEqual(['chat/response'])
})

test('all that differs is asked twice more, and what may be chance in other words each time', async () => {
  const asked: string[] = []
  const askAgain = (further: Further): Promise<Map<number, Answers>> => {
    const step = { body: { seed: 7, temperature: 0 } }
    const suite = { id: 's', steps: { step } } as unknown as Suite
    const sent = further.change?.(suite) ?? suite
    asked.push(`${[...further.suites].join(' ')} ${further.pass} ${JSON.stringify(sent.steps['step'])}`)
    return Promise.resolve(new Map([[1, side('s', 'k')]]))
  }
  const { again, varied } = await askFurther(askAgain, new Set(['a/a', 'a/b']), new Set(['a/b']))
  expect(asked).toEqual([
    'a/a a/b 1 {"body":{"seed":7,"temperature":0}}',
    'a/b 1 {"body":{"seed":8,"temperature":0.7}}',
    'a/a a/b 2 {"body":{"seed":7,"temperature":0}}',
    'a/b 2 {"body":{"seed":9,"temperature":0.7}}',
  ])
  expect([again.get(1)?.length, varied.get(1)?.length, again.has(0)]).toEqual([2, 2, false])
})
