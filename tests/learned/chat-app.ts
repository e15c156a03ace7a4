import type { Reaction, Subject } from '../../src/learn/measure/origin.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { inProcessTransport } from '../../stand-in/in-process-transport.ts'
import { handle } from '../../stand-in/stand-in.ts'

/** What an app in this process sends: one plain chat request. */
const ASKED = {
  model: 'gpt-4o-mini',
  max_tokens: 20,
  messages: [{ role: 'user', content: 'Secret: say hello to Ann' }],
}

/** The app as it was recorded once on the stand-in. */
export const recordedChat = (): Promise<Exchange> =>
  inProcessTransport((request) => handle(request)).send({
    key: '',
    method: 'POST',
    path: '/v1/chat/completions',
    headers: [['content-type', 'application/json']],
    body: JSON.stringify(ASKED),
    via: 'http',
  })

interface Answer {
  choices: { message: { content: string } }[]
  usage?: { total_tokens?: number }
}

const fails = (why: string): Reaction => ({ result: 'failed', why })

/** It needs the text, and warns where tokens are not counted. */
export const chatApp = (change: (body: typeof ASKED) => object = (body) => body): Subject => ({
  async run(url, _deviation, signal) {
    try {
      const answer = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(change(ASKED)),
        signal,
      })
      const { choices, usage } = (await answer.json()) as Answer
      if ((choices[0]?.message.content ?? '').trim() === '') return fails('no text')
      return typeof usage?.total_tokens === 'number'
        ? { result: 'fine', why: '' }
        : { result: 'warned', why: 'no tokens' }
    } catch (error) {
      return fails(`${(error as Error).name}: ${(error as Error).message}`)
    }
  },
})
