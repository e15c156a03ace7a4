import { COUNTING, THREE_WORDS } from '../../fixtures/sent/prompts.ts'
import { isChatReply } from '../../src/checks/pool.ts'
import { endsWithoutStop, hasNoStop } from '../../src/checks/stop-left.ts'
import { answer, chat, stream, streamed, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'
const MARKER = '\nObservation:'

export default suite({
  id: 'stop/answers',
  about: 'chat answers that stop strings may end, plain and streamed',
  model: 'chat',
  steps: {
    reached: chat({ messages: COUNTING, max_tokens: 16, stop: '4' }),
    unreached: chat({ messages: THREE_WORDS, max_tokens: 12, stop: ['ZZQX', MARKER] }),
    streamed: streamed({ messages: THREE_WORDS, max_tokens: 12, stop: ['ZZQX', MARKER] }),
  },
  conforming: {
    reached: answer({ content: '1, 2, 3, ' }),
    unreached: answer({ content: 'sun moon stars' }),
    streamed: stream({ content: 'sun moon stars' }),
  },
  rules: {
    'not-in-text': {
      level: 'should',
      sentence: 'No chat answer has a stop string of its request in its text.',
      source: `${SOURCE}; observed in 159 of 159 answers`,
      breaks: 'ReAct agents and parsers read on past the marker: made-up results count as real ones',
      parameter: 'chat.stop',
      traffic: hasNoStop(isChatReply),
      violating: [
        { reached: answer({ content: '1, 2, 3, 4, 5', finish: 'length' }) },
        { reached: answer({ content: '1, 2, 3, 4' }) },
        { unreached: answer({ content: `Look it up.${MARKER} sunny` }) },
        { streamed: stream({ content: `Look it up.${MARKER} sunny` }) },
      ],
      conforming: [{}, { unreached: answer({ content: 'xxx xxxx' }) }],
      inconclusive: [
        {
          reached: answer({ content: 'xxx 0' }),
          unreached: answer({ content: '' }),
          streamed: stream({ content: 'sun', finish: 'length' }),
        },
      ],
    },
    'no-part-left': {
      level: 'should',
      sentence: 'A chat answer that was stopped does not end with the beginning of a stop string.',
      source: SOURCE,
      breaks: 'users see half a marker, and parsers take it for text',
      parameter: 'chat.stop',
      traffic: endsWithoutStop(isChatReply),
      violating: [
        { unreached: answer({ content: 'Look it up.\nObservation' }) },
        { streamed: stream({ content: 'Look it up.\nObserv' }) },
      ],
      conforming: [{}, { streamed: stream({ content: 'Look it up.\nO' }) }],
      inconclusive: [
        {
          reached: answer({ content: '' }),
          unreached: answer({ content: '\nObserv', finish: 'length' }),
          streamed: stream({ content: '' }),
        },
      ],
    },
  },
})
