import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { CaptureSummary } from '../src/record/capture-summary.ts'
import { openCapture } from '../src/recording/capture.ts'
import { startJudging } from '../src/run/judge-capture.ts'
import { SHOWN_WITH_TOOLS } from '../src/run/parsed-answers.ts'
import { refused } from './refused-files.ts'

interface Judged {
  held: Omit<CaptureSummary, 'rules'>
  fails: string[]
  holds: string[]
}

async function judged(name: string): Promise<Judged> {
  const file = path.resolve(fileURLToPath(new URL('../fixtures/captures/', import.meta.url)), name)
  const { calls, all } = await startJudging({
    file,
    only: [],
    skip: [],
    profiles: [],
    failOn: 'must',
    secrets: [],
    command: '',
    out: '',
  })
  for await (const one of openCapture(file).exchanges) calls.add(one)
  const outcome = (wanted: string): string[] =>
    all
      .filter(({ id, rule }) => rule.traffic && calls.judge.verdict(id).outcome === wanted)
      .map(({ id, level }) => (wanted === 'fail' && level === 'may' ? '' : id))
      .filter(Boolean)
  return { held: calls.summary(), fails: outcome('fail'), holds: outcome('pass') }
}

/** The forms that are read, each with an example that is as it should be, and one with what real servers get wrong. */
describe.each([
  {
    form: 'LiteLLM log',
    right: 'litellm.jsonl',
    calls: 3,
    parsed: 3,
    left: { 'no-answer': 1, 'other-record': 1 },
    wrong: 'litellm-wrong.jsonl',
    fails: ['reasoning/text/no-markup', 'tools/names/declared'],
  },
  {
    form: 'Langfuse export',
    right: 'langfuse.jsonl',
    calls: 3,
    parsed: 3,
    left: { 'other-record': 1, 'no-response-body': 1 },
    wrong: 'langfuse-wrong.json',
    fails: ['chat/content/no-control-marks', 'tools/markup/not-in-content'],
  },
  {
    form: 'OpenTelemetry (OTLP JSON)',
    right: 'otlp.jsonl',
    calls: 4,
    parsed: 2,
    left: { 'other-record': 1, 'cut-body': 1 },
    wrong: 'otlp-wrong.jsonl',
    fails: ['chat/response/usage-present', 'reasoning/text/no-markup', 'tools/names/declared'],
  },
  {
    form: 'HAR',
    right: 'chrome.har',
    calls: 1,
    parsed: 0,
    left: { 'no-response-body': 2, 'other-record': 1 },
    wrong: 'chrome-wrong.har',
    fails: ['chat/response/usage-present'],
  },
  {
    form: 'HAR',
    right: 'firefox.har',
    calls: 1,
    parsed: 0,
    left: { 'no-response-body': 1, 'no-request-body': 1 },
    wrong: 'firefox-wrong.har',
    fails: ['chat/response/usage-present'],
  },
  {
    form: 'HAR',
    right: 'safari.har',
    calls: 1,
    parsed: 0,
    left: { 'no-response-body': 1 },
    wrong: 'safari-wrong.har',
    fails: ['chat/response/usage-present'],
  },
  {
    form: 'HAR',
    right: 'mitmproxy.har',
    calls: 2,
    parsed: 0,
    left: { 'no-response-body': 1, 'no-answer': 1 },
    wrong: 'mitmproxy-wrong.har',
    fails: ['streaming/done/once'],
  },
])('$form as in $right', ({ form, right, calls, parsed, left, wrong, fails }) => {
  test('is silent about answers that are right, and says what is left out', async () => {
    const { held, fails: failed } = await judged(right)
    expect(failed).toEqual([])
    expect(held).toMatchObject({ files: 1, forms: [form], calls, parsed })
    expect(Object.fromEntries(held.leftOut.map(({ reason, count }) => [reason, count]))).toEqual(left)
  })

  test('finds what is wrong', async () => {
    expect((await judged(wrong)).fails).toEqual(fails)
  })
})

test('a HAR that mitmproxy has packed', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'packed-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const [right, wrong] = [path.join(dir, 'right.zhar'), path.join(dir, 'wrong.zhar')]
  writeFileSync(right, deflateSync(readFileSync(new URL('../fixtures/captures/mitmproxy.har', import.meta.url))))
  writeFileSync(wrong, 'no zlib')
  expect((await judged(right)).held).toMatchObject({ forms: ['HAR'], calls: 2 })
  await refused(() => judged(wrong), wrong, /cannot be unpacked \(Z_/)
})

test('of a parsed answer nothing is judged that the logger may have added', async () => {
  const { holds } = await judged('litellm.jsonl')
  expect(holds).not.toEqual([])
  for (const id of holds) expect(SHOWN_WITH_TOOLS).toContain(id)
})

test('the rules that a parsed answer shows are there', async () => {
  const { all } = await startJudging({
    file: '.',
    only: [],
    skip: [],
    profiles: [],
    failOn: 'must',
    secrets: [],
    command: '',
    out: '',
  })
  const ids = new Set(all.filter(({ rule }) => rule.traffic).map(({ id }) => id))
  expect(SHOWN_WITH_TOOLS.filter((id) => !ids.has(id))).toEqual([])
})
