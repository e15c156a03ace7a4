import { expect, test } from 'vitest'
import type { FoundShape } from '../history/shape-change.ts'
import { loadSuites } from '../plan/load-suites.ts'
import type { Answers } from '../recording/observe-recording.ts'
import { answer, answerWith } from '../suite/example.ts'
import { anyAnswer, chat, type Step } from '../suite/steps.ts'
import { observe } from '../wire/observe.ts'
import { foundShapes } from './changed-shapes.ts'

const suites = await loadSuites()
const ordinary = chat({ messages: [] })
const [whole, bare] = [answer(), answerWith({}, (body) => ({ ...body, choices: [{ index: 0 }] }))]

/** A side that gave this answer to one step. */
const side = (exchange: ReturnType<typeof answer>, step: Step = ordinary): Answers => {
  const observation = observe({ ...exchange, key: 'k' })
  return {
    observations: [observation],
    records: new Map([['chat/x', { asked: { sent: true, requests: [step], observations: [observation] } }]]),
  } as unknown as Answers
}

const lackOfMessage = (found: FoundShape[]): FoundShape | undefined =>
  found.find(({ difference: { path, kind } }) => path === '$.choices[].message' && kind === 'missing')

test('a shape that changed is linked to the rules that demand it', () => {
  const found = foundShapes({ answers: side(whole), at: 0 }, { answers: side(bare), at: 1 }, suites)
  expect(lackOfMessage(found)).toMatchObject({
    contract: ['chat/response/choices-message-present'],
    ordinary: true,
    repeated: true,
  })
})

test('one that only a request shows whose answer is free is not ordinary', () => {
  const free = anyAnswer(ordinary)
  const found = foundShapes({ answers: side(whole, free), at: 0 }, { answers: side(bare, free), at: 1 }, suites)
  expect(lackOfMessage(found)).toMatchObject({ ordinary: false })
})

test.for([
  ['comes again', bare, true],
  ['does not come again', whole, false],
] as const)('one that %s', ([, again, repeated]) => {
  const further = { again: new Map([[1, [side(again)]]]), varied: new Map() }
  const found = foundShapes({ answers: side(whole), at: 0 }, { answers: side(bare), at: 1 }, suites, further)
  expect(lackOfMessage(found)?.repeated).toBe(repeated)
})
