import { GREETING } from '../../fixtures/sent/prompts.ts'
import { isObject } from '../../src/checks/reply.ts'
import {
  inconclusive,
  json,
  measured,
  native,
  onOneConnection,
  stream,
  streamed,
  suite,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

/** Seconds after which clients in wide use give a request up. */
const PATIENCE = 30

/** Asked nowhere else, so that each is really sent in its place. */
const asking = (seed: number) => streamed({ messages: GREETING, max_tokens: 1, seed })

type Reply = ReturnType<typeof stream>
const afterMs = (headersMs: number): Reply => {
  const reply = stream({ content: 'Hi', finish: 'length' })
  return { ...reply, timing: { ...reply.timing, headersMs, firstByteMs: headersMs + 1, endMs: headersMs + 40 } }
}
const unloaded = json({ model: 'model', done: true, done_reason: 'unload' })
const loading = (cold: number, warm = 50, unload: Reply = unloaded) => ({
  calls: [unload, afterMs(cold), afterMs(warm), afterMs(warm)],
})

const isUnloaded = ({ json: body, status }: Observation): boolean =>
  status === 200 && body.ok && isObject(body.value) && body.value['done_reason'] === 'unload'
const waited = ({ exchange }: Observation): number => exchange.timing.headersMs ?? 0
const whole = (ms: number): string => Math.round(ms).toLocaleString('en-US')

export default suite({
  id: 'transport/cold-load',
  about: 'the model taken out of memory, and then three streams: one that has it loaded, and others that find it there',
  model: 'chat',
  steps: {
    calls: onOneConnection([
      native('/api/generate', { keep_alive: 0, stream: false }, 0),
      asking(41),
      asking(42),
      asking(43),
    ]),
  },
  conforming: loading(2100),
  rules: {
    'headers-in-time': {
      level: 'may',
      sentence: `The headers of a stream come within ${PATIENCE} seconds, also where the model has to be loaded first.`,
      source: 'https://github.com/cline/cline/issues/12829',
      breaks: `Cline gives up after ${PATIENCE} seconds, n8n after 60: the load is thrown away, and begins anew with the next try`,
      *check({ calls }) {
        const [unload, ...streams] = calls as [Observation, ...Observation[]]
        if (!isUnloaded(unload)) return inconclusive('the server did not say that it took the model out of memory')
        // A server that takes it out a little later may have it loaded by the second of them.
        const [cold, ...others] = streams.toSorted((a, b) => waited(b) - waited(a)) as [Observation, ...Observation[]]
        if (waited(cold) > PATIENCE * 1000)
          yield wrong(
            cold,
            'timing.headersMs',
            'nothing came while the model was loaded',
            `at most ${whole(PATIENCE * 1000)} ms`,
            Math.round(waited(cold)),
          )
        return measured(
          `headers after ${whole(waited(cold))} ms with the model to be loaded, after ${whole(waited(others.at(-1) ?? cold))} ms with it there`,
        )
      },
      violating: [loading(41_000)],
      inconclusive: [
        loading(60, 50, json({ error: 'unknown field' }, { status: 400 })),
        loading(60, 50, json({ model: 'model', done: true, done_reason: 'stop' })),
      ],
    },
  },
})
