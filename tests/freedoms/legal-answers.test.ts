import { expect, test } from 'vitest'
import { trafficRules } from '../../src/judge/judge-traffic.ts'
import { rulesOf } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { observe } from '../../src/wire/observe.ts'
import { LEGAL_ANSWERS, type LegalAnswer } from './legal-answers.ts'
import { LEGAL_CHATS } from './legal-chats.ts'
import { LEGAL_REQUESTS } from './legal-requests.ts'

const rules = trafficRules((await loadSuites()).flatMap(rulesOf))

/** Ids of the rules by their outcome. The answer is one of a capture: nobody noted when it came. */
function outcomes({ path, method, stream = false, request, reply }: LegalAnswer): Map<string, string[]> {
  const body =
    method === 'GET' ? null : JSON.stringify({ model: 'gpt-4o-mini', ...(stream ? { stream } : {}), ...request })
  const answer = observe({
    ...reply,
    request: { ...reply.request, path, method: method ?? 'POST', body },
    timing: { ...reply.timing, startedAt: '' },
  })
  const verdicts = rules.map(({ id, judge }) => [judge({}, [answer]).outcome, id] as const)
  return new Map([...Map.groupBy(verdicts, ([outcome]) => outcome)].map(([is, all]) => [is, all.map(([, id]) => id)]))
}

test.each([...LEGAL_ANSWERS, ...LEGAL_CHATS, ...LEGAL_REQUESTS])('no rule fails $about', (answer) => {
  const found = outcomes(answer)
  expect(found.get('fail')).toBeUndefined()
  expect(found.get('error')).toBeUndefined()
  expect(found.get('pass')?.length, 'rules that could judge it').toBeGreaterThan(0)
})
