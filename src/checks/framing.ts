import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { missing, wrong } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'

/** A line of a stream that is neither field nor comment. */
export function lineFault(one: Observation): Finding | undefined {
  const [line] = one.stream?.malformed ?? []
  return line === undefined
    ? undefined
    : wrong(one, 'body', 'a line is neither field nor comment', 'data: …', line.slice(0, 160))
}

/** What follows the last blank line; a blank line is what hands an event over. */
const afterLastBlankLine = (text: string): string =>
  text
    .replace(/\r\n|\r/g, '\n')
    .split('\n\n')
    .at(-1) ?? ''

/** A body that ends inside an event. */
export function cutFault(one: Observation): Finding | Inconclusive | undefined {
  const rest = afterLastBlankLine(one.text)
  // Nothing is lost with it, and recorders take blank lines off the end of a text.
  if (/^data: ?\[DONE\]\s*$/.test(rest)) return inconclusive('only [DONE] lacks its blank line')
  return /^data:/m.test(rest)
    ? missing(one, 'body', 'the body ends inside an event', 'a blank line', rest.slice(-160))
    : undefined
}
