import type { Deviation } from '../../src/deviations/deviation.ts'
import { inject } from '../../src/deviations/inject.ts'
import type { Suite } from '../../src/suite/suite.ts'
import { inProcessTransport } from '../../stand-in/in-process-transport.ts'
import { handle } from '../../stand-in/stand-in.ts'
import { askAll, type AnsweredPlan } from './judge-all.ts'

/** The answers of the conforming stand-in with a deviation put into them on their way. */
export const withInjected = (
  suites: readonly Suite[],
  deviation: Deviation,
  wanted?: (id: string) => boolean,
): Promise<AnsweredPlan> =>
  askAll(
    suites,
    inProcessTransport((request) => inject(handle(request), request, deviation)),
    wanted,
  )
