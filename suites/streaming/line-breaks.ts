import { LINES } from '../../fixtures/sent/prompts.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import { answer, chat, inconclusive, stream, streamed, suite, missing } from '../../src/define/index.ts'

const bare = (said: string): string => said.replaceAll(/\s/g, '')
const breaks = (said: string): number => said.trim().split('\n').length - 1

export default suite({
  id: 'streaming/line-breaks',
  about: 'a text of several lines, plain and streamed',
  model: 'chat',
  steps: {
    plain: chat({ messages: LINES, max_tokens: 12 }),
    streamed: streamed({ messages: LINES, max_tokens: 12 }),
  },
  conforming: { plain: answer({ content: 'sun\nmoon\nstars' }), streamed: stream({ content: 'sun\nmoon\nstars' }) },
  rules: {
    kept: {
      level: 'should',
      sentence: 'A streamed text has the line breaks that the plain one has.',
      source: 'https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation',
      breaks:
        'code, lists and tables run together: relays that split the body into lines take a line break in the text for one of their own',
      *check({ plain, streamed: one }) {
        const [want, got] = [text(plain), text(one)]
        if (breaks(want) === 0) return inconclusive('the model wrote a single line')
        if (!bare(want).startsWith(bare(got)) && !bare(got).startsWith(bare(want)))
          return inconclusive('the model said something else the second time')
        if (breaks(got) !== breaks(want))
          yield missing(one, TEXT, `${breaks(got)} line breaks, and ${breaks(want)} in the plain answer`, want, got)
      },
      violating: [
        { streamed: stream({ content: 'sun moon stars' }) },
        { streamed: stream({ content: 'sun\nmoon stars' }) },
      ],
      inconclusive: [{ plain: answer({ content: 'sun moon' }) }, { streamed: stream({ content: 'The sun\nshines' }) }],
    },
  },
})
