import { MADRID } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { text, TEXT, toolCalls } from '../../src/checks/reply.ts'
import { leakedCall, offersTools } from '../../src/checks/tool-markup.ts'
import { brief, NO_CALL, withoutCall } from '../../src/checks/tools.ts'
import { answer, chat, stream, streamed, suite, eachAnswer, wrong } from '../../src/define/index.ts'

const CALL = '{"name": "get_weather", "arguments": {"city": "Madrid"}}'

export default suite({
  id: 'tools/markup',
  about: 'a tool call, plain and as a stream, and every other answer of the run to a request with tools',
  model: 'tools',
  steps: { plain: chat(WEATHER_CALL), streamed: streamed(WEATHER_CALL) },
  conforming: { plain: answer({ toolCalls: [MADRID] }), streamed: stream({ toolCalls: [MADRID] }) },
  rules: {
    'not-in-content': {
      level: 'should',
      sentence: 'A call arrives in `tool_calls`; neither the call nor its markup is left in the text.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-message-content',
      breaks: 'OpenCode, Continue and agents take the turn for a final answer and show raw JSON (ollama#14745)',
      parameter: 'chat.tools',
      traffic: eachAnswer(NO_CALL, [offersTools, ({ reply }) => reply !== null], (one) => {
        if (leakedCall(one) !== undefined)
          return wrong(one, TEXT, 'a tool call in the text', 'the call in tool_calls', brief(text(one)))
        return toolCalls(one).length > 0 ? undefined : withoutCall(one)
      }),
      conforming: [
        {},
        { streamed: stream({ content: 'I would call get_weather with {"city": "Madrid"}.' }) },
        { streamed: stream({ content: `<tool_call>\n${CALL}`, finish: 'length' }) },
        // Garbled, undeclared or wrongly filled in: the model's own doing.
        {
          streamed: stream({
            content: '<tool_call>\n{"name": "get_weather", "arguments": {"city": Madrid}}\n</tool_call>',
          }),
        },
        { streamed: stream({ content: '<tool_call>{"name": "find_city", "arguments": {}}</tool_call>' }) },
        { streamed: stream({ content: '{"name": "get_weather", "arguments": {"town": "Madrid"}}' }) },
      ],
      violating: [
        `<tool_call>\n${CALL}\n</tool_call>`,
        `Let me see. <tool_call>${CALL}</tool_call>`,
        CALL,
        '{"name": "get_weather", "parameters": {"city": "Madrid"}}',
        `\`\`\`json\n${CALL}\n\`\`\``,
        `[TOOL_CALLS][${CALL}]`,
        `<|python_tag|>${CALL}`,
        '<function=get_weather>\n<parameter=city>\nMadrid\n</parameter>\n</function>',
      ]
        .map((content) => ({ plain: answer({ content }) }))
        .concat([
          { plain: answer({ content: '"\n , "arguments": {}}\n</tool_call>', toolCalls: [MADRID] }) },
          { plain: answer({ content: '</tool_call>', toolCalls: [MADRID] }) },
        ]),
      inconclusive: [{ plain: answer(), streamed: stream() }],
    },
  },
})
