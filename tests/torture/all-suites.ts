import { CircuitBreaker } from '../../src/collect/circuit-breaker.ts'
import { collect } from '../../src/collect/collect.ts'
import type { Verdict } from '../../src/judge/judge.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { makePlan } from '../../src/plan/plan.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { standInModels } from '../../stand-in/models.ts'
import { judged } from '../faults/judge-all.ts'
import { answering } from './ask-case.ts'

const suites = await loadSuites()
const plan = makePlan(suites, standInModels, { only: [], skip: [] })

/** How every rule comes out where a server gives these two answers, whatever it is asked. */
export async function judgeAll(onPlain: Exchange, onStream: Exchange): Promise<Map<string, Verdict>> {
  const side = {
    name: 'target',
    transport: answering(onPlain, onStream),
    models: standInModels,
    apiPath: '/v1',
    native: true,
  }
  const collected = await collect(
    side,
    plan.suites.map(({ suite }) => suite),
    { concurrency: 1, maxTokens: Infinity, breaker: new CircuitBreaker() },
  )
  return judged({ plan, collected })
}
