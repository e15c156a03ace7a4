import { MADRID } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { isChatReply, isPlain, isStreamed } from '../../src/checks/pool.ts'
import { finishReason, FINISH, toolCalls } from '../../src/checks/reply.ts'
import { chooses } from '../../src/checks/tool-choice.ts'
import { CALLS, NO_CALL } from '../../src/checks/tools.ts'
import { choiceFault, reportFault, seeking } from '../../src/checks/turns.ts'
import {
  answer,
  chat,
  inconclusive,
  refusable,
  stream,
  streamed,
  suite,
  ignored,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-tool_choice'
const calls = answer({ toolCalls: [MADRID] })
/** The control shows that the model would call; without a call there, nothing is shown. */
function* noCall(control: Observation, none: Observation): Generator<Finding, Inconclusive | void> {
  if (toolCalls(none).length > 0)
    yield ignored(
      none,
      CALLS,
      'a call in spite of `tool_choice: "none"`',
      'no calls',
      toolCalls(none).map(({ name }) => name),
    )
  if (toolCalls(control).length === 0) return inconclusive(`${NO_CALL}, with or without the parameter`)
}

export default suite({
  id: 'tools/choice-none',
  about: '`tool_choice: "none"` where earlier turns all call the tool, plain and streamed',
  model: 'tools',
  steps: {
    control: chat(WEATHER_CALL),
    none: refusable(chat({ ...WEATHER_CALL, tool_choice: 'none' })),
    streamed: refusable(streamed({ ...WEATHER_CALL, tool_choice: 'none' })),
  },
  conforming: {
    control: calls,
    none: answer({ content: 'The sky over Madrid is clear.' }),
    streamed: stream({ content: 'The sky over Madrid is clear.' }),
  },
  rules: {
    'no-call': {
      level: 'should',
      sentence: 'With `tool_choice: "none"` an answer has no tool call.',
      source: SOURCE,
      breaks: 'agents that ask for a closing text get another call, and loop (ollama#17921)',
      parameter: 'chat.tool_choice',
      reads: ['control', 'none'],
      check: ({ control, none }) => noCall(control, none),
      also: seeking([isChatReply, isPlain, chooses('none')], choiceFault),
      conforming: [{}, { none: answer({ content: '' }) }],
      violating: [{ none: calls }, { none: answer({ content: '', toolCalls: [MADRID], finish: 'stop' }) }],
      inconclusive: [{ control: answer() }],
    },
    'no-call-streamed': {
      level: 'should',
      sentence: 'With `tool_choice: "none"` a stream has no tool call either.',
      source: SOURCE,
      breaks: 'agents that stream their closing text get another call, and loop',
      parameter: 'chat.tool_choice',
      reads: ['control', 'streamed'],
      check: ({ control, streamed: one }) => noCall(control, one),
      also: seeking([isChatReply, isStreamed, chooses('none')], choiceFault),
      violating: [{ streamed: stream({ toolCalls: [MADRID] }) }],
      inconclusive: [{ control: answer() }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'Without a call, finish_reason is not `tool_calls`.',
      source: SOURCE,
      breaks: 'agent loops that wait for calls which never come',
      parameter: 'chat.tool_choice',
      reads: ['control', 'none'],
      *check({ control, none }) {
        if (toolCalls(none).length > 0) return inconclusive('the answer has a call')
        if (finishReason(none) === 'tool_calls')
          yield wrong(none, FINISH, 'reports calls that are not there', 'stop or length', 'tool_calls')
        else if (toolCalls(control).length === 0) return inconclusive(`${NO_CALL}, with or without the parameter`)
      },
      also: seeking([isChatReply], reportFault),
      conforming: [{}, { none: answer({ finish: 'length' }) }],
      violating: [{ none: answer({ content: '', finish: 'tool_calls' }) }],
      inconclusive: [{ none: calls }, { control: answer() }],
    },
  },
})
