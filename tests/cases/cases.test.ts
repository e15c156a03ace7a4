import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { TrafficJudge, trafficRules } from '../../src/judge/judge-traffic.ts'
import { rulesOf } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { rowExchanges } from '../../src/recording/row.ts'
import { observe } from '../../src/wire/observe.ts'

/** What must come of a captured exchange that is made after a public report: the rules that fail, or none. */
const CASES: Record<string, { reported: string; fails: string[] }> = {
  'responses-content-index-right': { reported: 'the control of the next', fails: [] },
  'responses-content-index-not-reset': {
    reported: 'vllm#45742: the place of the text is counted on from the thoughts',
    fails: ['responses/stream-items/final-output'],
  },
  'responses-call-id-changes': {
    reported: 'cc-switch#4671: a call has another id when it is done',
    fails: ['responses/stream-call/same-call'],
  },
  'responses-wrong-delta-kind': {
    reported: 'AIClient2API#472: deltas of another kind than their item',
    fails: [
      'responses/stream-call/arguments-joined',
      'responses/stream-items/places',
      'responses/stream-items/pieces-joined',
    ],
  },
  'stop-applied-to-thoughts': {
    reported: 'vllm#38499: a stop string ends the thoughts',
    fails: ['reasoning/text/answer-after-thought'],
  },
  'responses-details-above-total': {
    reported: 'CLIProxyAPI#5733: more reasoning tokens than output tokens',
    fails: ['usage/responses/details-within-totals'],
  },
  'chat-stream-begins-with-error': {
    reported: 'goose#11318: a stream under 200 whose first event is an error',
    fails: ['streaming/error-inside/not-at-the-start'],
  },
  'embeddings-one-vector-for-two-texts': {
    reported: 'inference#5240: one vector for two texts',
    fails: ['embeddings/list/one-each'],
  },
  'embeddings-index-from-one': { reported: 'inference#5240: numbers from 1', fails: ['embeddings/list/one-each'] },
  'logprobs-chosen-not-listed': {
    reported: 'sglang#30188: the chosen token is likelier than its alternatives, and not among them',
    fails: ['logprobs/entries/chosen-is-listed'],
  },
  'legal-responses-error-event-nested': {
    reported: 'Effect#7262: the fields of an error event in `error`, as OpenAI sends them',
    fails: [],
  },
}

const dir = new URL('./', import.meta.url)
const rules = trafficRules((await loadSuites()).flatMap(rulesOf))

test.each(Object.entries(CASES))('%s: $reported', (name, { fails }) => {
  const judge = new TrafficJudge(rules)
  const [line = ''] = readFileSync(new URL(`${name}.jsonl`, dir), 'utf8').split('\n')
  for (const { exchange } of rowExchanges(line, { file: name, where: name, name }))
    if (exchange) judge.add(observe(exchange))
  const failed = rules.filter(({ id }) => judge.verdict(id).outcome === 'fail').map(({ id }) => id)
  expect(failed).toEqual(fails)
})

test('every case is judged', () => {
  const files = readdirSync(dir).filter((file) => file.endsWith('.jsonl'))
  expect(files.map((file) => file.replace('.jsonl', '')).sort()).toEqual(Object.keys(CASES).sort())
})
