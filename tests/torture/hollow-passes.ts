import type { Verdict } from '../../src/judge/judge.ts'
import { rulesWith } from '../faults/judge-all.ts'
import { judgeAll } from './all-suites.ts'
import { askCase, plain, streamed } from './ask-case.ts'
import { catalogue } from './cases/catalogue.ts'
import type { HostileCase } from './hostile-case.ts'

const FRAMES = 'the frames of the stream are right, whatever is in them'
const TEXTS = /events|null|deep|choices|NUL|truncated/

/** What may pass although nothing usable ever came, each with the reason, and the cases it is for where not for all. */
const MAY_PASS: Record<string, { why: string; where?: RegExp }> = {
  'transport/response-headers/content-length': {
    why: 'a length that is announced is right or wrong whatever the body is',
  },
  'transport/response-headers/json-type': { why: '`null` is JSON, and called so', where: /null/ },
  'transport/response-headers/json-charset': { why: 'the bytes are UTF-8, whatever they say' },
  'errors/invalid-body/malformed-json-answered': { why: 'an answer came; what it says is judged by other rules' },
  'errors/unknown-route/head': { why: 'an answer to HEAD has no body by which a page could be told from an API' },
  'streaming/framing/content-type': { why: FRAMES, where: TEXTS },
  'streaming/framing/lines': { why: FRAMES, where: TEXTS },
  'streaming/framing/terminated': { why: FRAMES, where: TEXTS },
  'streaming/framing/utf8': { why: FRAMES, where: TEXTS },
  'responses/stream-framing/lines': { why: FRAMES, where: TEXTS },
  'responses/stream-framing/terminated': { why: FRAMES, where: TEXTS },
  'streaming/done/once': { why: 'the stream does end with [DONE]', where: TEXTS },
  'streaming/done/last': { why: 'the stream does end with [DONE]', where: TEXTS },
  'transport/gzip/streamed': { why: 'the stream is coded as it says, and ends with [DONE]', where: TEXTS },
}

/** Rules about refusals may hold where everything is refused in proper errors, whatever else such a server is. */
export const REFUSING = ['error for everything', 'refuses everything']
const isUsable = ({ ends, streamEnds }: HostileCase): boolean => ends === 'answered' || streamEnds === 'answered'

/** The cases in which no request brings anything that a client could use. */
export const useless = catalogue.filter((one) => !isUsable(one) && !REFUSING.includes(one.name))

/** How all rules come out with such a server. */
export const verdictsOn = async (hostile: HostileCase): Promise<Map<string, Verdict>> =>
  judgeAll(...(await Promise.all([askCase(hostile, plain), askCase(hostile, streamed)])))

/** The rules that pass and have no reason to. */
export async function hollowPasses(hostile: HostileCase): Promise<string[]> {
  const verdicts = await verdictsOn(hostile)
  return rulesWith('pass', verdicts).filter((id) => !MAY_PASS[id] || MAY_PASS[id].where?.test(hostile.name) === false)
}
