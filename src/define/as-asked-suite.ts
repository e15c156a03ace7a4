import { answeredByApi, hasChoices, hasRequest } from '../checks/pool.ts'
import { givesResponse } from '../checks/responses.ts'
import { ignored, wrong } from '../suite/findings.ts'
import type { Step } from '../suite/steps.ts'
import { suite, type Suite } from '../suite/suite.ts'
import { eachAnswer, type Test } from '../suite/traffic.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'

interface AsAsked {
  id: string
  /** What the requests are, to begin a sentence with. */
  what: string
  is: Test
  /** The same request, plain and streamed, and a reply to each. */
  steps: { plain: Step; streamed: Step }
  conforming: { plain: Exchange; streamed: Exchange }
  source: string
  breaks: string
  parameter: string
}

/** Something of the kind came, in whichever form. */
const hasAnswer = (one: Observation): boolean => hasChoices(one) || givesResponse(one)
const wantsStream = ({ request }: Observation): boolean => request['stream'] === true

/** A suite with one rule: every answer of an endpoint is a stream where its request asks for one, and only there. */
export const asAskedSuite = ({ id, what, is, steps, conforming, source, breaks, parameter }: AsAsked): Suite =>
  suite({
    id,
    about: `${what.toLowerCase()}, plain and streamed`,
    model: 'chat',
    answered: 'should',
    steps,
    conforming,
    rules: {
      form: {
        level: 'should',
        sentence: `${what} is answered with an event stream where it has \`stream: true\`, and with one JSON body where not.`,
        source,
        breaks,
        parameter,
        traffic: eachAnswer('nothing of the kind was answered', [answeredByApi, hasRequest, hasAnswer, is], (one) => {
          const isStream = one.stream !== null
          if (isStream === wantsStream(one)) return undefined
          const [got, wanted] = isStream ? ['an event stream', 'one JSON body'] : ['one JSON body', 'an event stream']
          return (isStream ? wrong : ignored)(one, '$', `the answer is ${got}`, wanted, got)
        }),
        violating: [{ plain: conforming.streamed }, { streamed: conforming.plain }],
      },
    },
  })
