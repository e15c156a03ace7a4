import { usageCount } from '../checks/reply.ts'
import { modelTexts, traitsText } from '../policy/adapt-to-model.ts'
import { counted, plain } from '../report/markdown-text.ts'
import type { Endpoint } from '../server/open.ts'
import type { RunListener } from '../server/run-listener.ts'
import { errColours } from './colours.ts'
import { fetchLines } from './fetch-line.ts'
import type { FetchListener } from './releases-option.ts'
import { Screen } from './screen.ts'
import { clock, trackLog, type Track } from './track-line.ts'

const REFERENCES = { observed: 'what OpenAI was observed to send; no live server is asked', none: 'none: rules only' }
/** Where nothing can be overwritten, a line for so many suites is enough. */
const EVERY = 10
const MS = 1000

/** Shows how far a run is: a live display in a terminal, lines elsewhere. Goes to stderr. */
export function progress(): RunListener & FetchListener & { done: () => void } {
  const screen = process.stderr.isTTY === true ? new Screen() : undefined
  const tracks = new Tracks()
  const endpoints = new Set<Endpoint>()
  const log = new Log()
  const say = (line: string): void => (screen ? screen.phase(line) : console.error(line))
  return {
    note: noteLines(screen),
    fetching: fetchLines(screen),
    planned(plan, target, reference) {
      endpoints.add(target)
      if (reference.kind === 'endpoint') endpoints.add(reference.endpoint)
      showPlan(plan, target, reference)
    },
    asking(side, suites) {
      tracks.begin(side, suites)
      screen?.follow(() => tracks.all())
    },
    answered(side, observation) {
      tracks.answered(side, usageCount(observation, 'completion_tokens') ?? 0)
      screen?.draw()
    },
    suiteDone(side, suite) {
      const track = tracks.suiteDone(side, suite.id)
      if (screen) screen.draw()
      else if (track && log.isDue(track)) console.error(trackLog(track))
    },
    judging: () => say('Judging the answers …'),
    writing: () => say('Writing the reports …'),
    done() {
      screen?.end()
      const longest = Math.max(...tracks.all().map(({ elapsed }) => elapsed))
      for (const endpoint of tracks.isEmpty() ? [] : endpoints) showSent(endpoint, longest)
      endpoints.clear()
    },
  }
}

const noteLines =
  (screen: Screen | undefined) =>
  (text: string): void => {
    const line = errColours.yellow(plain(text, 500))
    if (screen) screen.above(line)
    else console.error(line)
  }

/** Says which lines are worth one in a log. A recording answers at once, and only its end is. */
class Log {
  #last = performance.now()

  isDue({ suites, of }: Track): boolean {
    const now = performance.now()
    const due = suites === of || (suites % EVERY === 0 && now - this.#last >= MS)
    if (due) this.#last = now
    return due
  }
}

type Counted = Omit<Track, 'elapsed'> & { since: number; until: number | undefined }

/** How far each side is. Time goes on until the last suite is done. */
class Tracks {
  readonly #tracks = new Map<string, Counted>()

  begin(side: string, of: number): void {
    const since = performance.now()
    this.#tracks.set(side, { side, suites: 0, of, requests: 0, tokens: 0, last: '', since, until: undefined })
  }

  answered(side: string, tokens: number): void {
    const track = this.#tracks.get(side)
    if (!track) return
    track.requests += 1
    track.tokens += tokens
  }

  suiteDone(side: string, suite: string): Track | undefined {
    const track = this.#tracks.get(side)
    if (!track) return undefined
    track.suites += 1
    track.last = suite
    if (track.suites === track.of) track.until = performance.now()
    return timed(track)
  }

  all = (): Track[] => [...this.#tracks.values()].map(timed)
  isEmpty = (): boolean => this.#tracks.size === 0
}

const timed = ({ since, until, ...track }: Counted): Track => ({
  ...track,
  elapsed: ((until ?? performance.now()) - since) / MS,
})

/** Says who is asked, and how much at most. */
function showPlan(...[plan, target, reference]: Parameters<RunListener['planned']>): void {
  const { server, baseUrl, models } = target.info
  console.error(
    `Target     ${plain(server.software)} ${plain(server.version ?? '')} ${target.kind === 'live' ? `at ${baseUrl}` : `(recorded ${target.info.recordedAt.slice(0, 10)})`}`,
  )
  console.error(
    `Reference  ${reference.kind === 'endpoint' ? referenceText(reference.endpoint) : REFERENCES[reference.kind]}`,
  )
  for (const { kind, name, text } of modelTexts(models))
    console.error(errColours.dim(`Model      ${kind}: ${plain(name ?? 'none')}, ${plain(text)}`))
  console.error(
    `Plan       ${counted(plan.suites.length, 'suite')}, at most ${counted(plan.requests, 'request')} and ${plan.tokens} generated tokens`,
  )
}

/** Which server is the reference, and which model is asked there in what way. */
function referenceText({ kind, info: { server, models } }: Endpoint): string {
  const how = traitsText(models.chat.traits)
  const model = models.chat.name === null ? '' : `, ${plain(models.chat.name)}`
  return `${plain(server.software)} ${kind}${model}${how === null ? '' : `: ${plain(how)}`}`
}

/** Says what a live server was sent in all: more than the plan by the questions that come before it. */
function showSent({ kind, info, sent, discovery }: Endpoint, elapsed: number): void {
  if (kind !== 'live') return
  console.error(
    `Sent       ${counted(sent(), 'request')} to ${plain(info.baseUrl)} in ${clock(elapsed)}, ${discovery} of them to find its models`,
  )
}
