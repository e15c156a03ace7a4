import { createLogUpdate } from 'log-update'
import { usageCount } from '../checks/reply.ts'
import { modelText } from '../policy/adapt-to-model.ts'
import { counted, plain } from '../report/markdown-text.ts'
import type { RunListener } from '../server/run-listener.ts'
import { errColours } from './colours.ts'

const REFERENCES = { observed: 'what OpenAI was observed to send; no live server is asked', none: 'none: rules only' }

interface Track {
  suites: number
  requests: number
  tokens: number
  last: string
}

/** Shows how far a run is: a live display in a terminal, lines elsewhere. Goes to stderr. */
export function progress(): RunListener & { done: () => void } {
  const live = process.stderr.isTTY === true
  const update = createLogUpdate(process.stderr)
  const tracks = new Map<string, Track>()
  let total = 0
  let finished = false
  const show = (): void => {
    if (live && !finished) update([...tracks].map(([side, one]) => trackLine(side, one, total)).join('\n'))
  }
  const done = (): void => {
    if (finished) return
    finished = true
    if (live) update.done()
  }
  return {
    note: (line) => console.error(errColours.yellow(plain(line, 500))),
    planned(plan, target, reference) {
      total = plan.suites.length
      showPlan(plan, target, reference)
    },
    answered(side, observation) {
      const one = trackOf(tracks, side)
      one.requests += 1
      one.tokens += usageCount(observation, 'completion_tokens') ?? 0
      show()
    },
    suiteDone(side, suite) {
      const one = trackOf(tracks, side)
      one.suites += 1
      one.last = suite.id
      if (live) show()
      else if (one.suites % EVERY === 0 || one.suites === total) console.error(trackLine(side, one, total))
    },
    judging() {
      done()
      console.error('Judging the answers …')
    },
    done,
  }
}

/** How far a side is, noted from its first answer on. */
function trackOf(tracks: Map<string, Track>, side: string): Track {
  const known = tracks.get(side) ?? { suites: 0, requests: 0, tokens: 0, last: '' }
  tracks.set(side, known)
  return known
}

/** Says who is asked, and how much at most. */
function showPlan(...[plan, target, reference]: Parameters<RunListener['planned']>): void {
  const { server, baseUrl, models } = target.info
  console.error(
    `Target     ${plain(server.software)} ${plain(server.version ?? '')} ${target.kind === 'live' ? `at ${baseUrl}` : `(recorded ${target.info.recordedAt.slice(0, 10)})`}`,
  )
  console.error(
    `Reference  ${reference.kind === 'endpoint' ? `${reference.endpoint.info.server.software} ${reference.endpoint.kind}` : REFERENCES[reference.kind]}`,
  )
  for (const [kind, model] of Object.entries(models))
    console.error(errColours.dim(`Model      ${kind}: ${plain(model.name ?? 'none')}, ${plain(modelText(model))}`))
  console.error(
    `Plan       ${counted(plan.suites.length, 'suite')}, at most ${counted(plan.requests, 'request')} and ${plan.tokens} generated tokens`,
  )
}

const WIDTH = 24
/** Where nothing can be overwritten, a line for so many suites is enough. */
const EVERY = 10

function trackLine(side: string, { suites, requests, tokens, last }: Track, total: number): string {
  const filled = total === 0 ? 0 : Math.min(WIDTH, Math.round((suites / total) * WIDTH))
  return `${side.padEnd(10)} ${errColours.green('█'.repeat(filled))}${errColours.dim('░'.repeat(WIDTH - filled))} ${suites}/${total} suites, ${requests} requests, ${tokens} tokens  ${errColours.dim(last)}`
}
