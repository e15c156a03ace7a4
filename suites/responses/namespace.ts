import { callItem, messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { NAMESPACE, NAMESPACED_CALL, RESPONSE_CALL } from '../../fixtures/sent/response-input.ts'
import { outputText, outputTokens, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { functionCalls, responseBodies } from '../../src/checks/responses.ts'
import { brief } from '../../src/checks/tools.ts'
import { inconclusive, json, refusable, respond, suite, ignored, missing, wrong } from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/guides/tools-tool-search; https://github.com/ollama/ollama/issues/17618'
const NO_CALL = 'without the namespace the model called no function either'
const plain = json(responseOf([callItem('{"city":"Madrid"}')]))
const calling = (more: object, name = 'get_weather') =>
  json(responseOf([{ ...callItem('{"city":"Madrid"}', name), ...more }]))
const spoken = json(responseOf([messageItem('It is sunny in Madrid.')]))
const asText = json(responseOf([messageItem('{"name": "get_weather", "arguments": {"city": "Madrid"}}')]))
const cut = json(
  responseOf([messageItem('{"name": "get_')], {
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
  }),
)

export default suite({
  id: 'responses/namespace',
  about:
    'a function declared in a namespace, as Codex declares the tools of its MCP servers, in a pattern of earlier calls',
  model: 'tools',
  answered: 'should',
  steps: { control: respond(RESPONSE_CALL), namespaced: refusable(respond(NAMESPACED_CALL)) },
  conforming: { control: plain, namespaced: calling({ namespace: NAMESPACE }) },
  rules: {
    'function-kept': {
      level: 'should',
      source: SOURCE,
      parameter: 'responses.tools',
      sentence:
        'After earlier calls, a function declared in a namespace is called as one declared by itself, or the request is refused.',
      breaks:
        'Codex: further calls of an MCP tool go to another name, or are lost, and nobody is told (oMLX, Ollama 0.24 to 0.32)',
      *check({ control, namespaced }) {
        if (functionCalls(namespaced).some(({ name }) => String(name).includes('get_weather'))) return
        if (functionCalls(control).length === 0) return inconclusive(NO_CALL)
        if (responseBodies(namespaced)[0]?.['status'] === 'incomplete')
          return inconclusive('the token limit cut the answer')
        const said = functionCalls(namespaced)[0] ?? outputText(responseFrom(namespaced))
        const tokens = outputTokens(responseFrom(namespaced)) ?? 0
        yield said === '' && tokens > 0
          ? ignored(
              namespaced,
              '$.output',
              `nothing came of the ${tokens} tokens that the model wrote after earlier calls in the namespace`,
              'a call of get_weather',
              'no call and no text',
            )
          : ignored(
              namespaced,
              '$.tools[0].tools',
              'the function in the namespace was not called',
              'a call of get_weather',
              brief(said || 'no text'),
            )
      },
      violating: [
        { namespaced: json(responseOf([messageItem('')])) },
        { namespaced: spoken },
        { namespaced: asText },
        { namespaced: calling({}, '') },
      ],
      conforming: [{}, { namespaced: calling({}, 'weather.get_weather') }],
      inconclusive: [{ control: spoken, namespaced: spoken }, { namespaced: cut }],
    },
    'name-apart': {
      level: 'should',
      source:
        'https://platform.openai.com/docs/api-reference/responses/object#responses-object-output; https://github.com/ollama/ollama/issues/18284',
      reads: ['namespaced'],
      sentence: 'A call of a namespaced function has its `namespace` and its `name` apart.',
      breaks: 'Codex looks its functions up by both: a joined name is an unsupported call (Ollama, vLLM)',
      *check({ namespaced }) {
        const calls = functionCalls(namespaced).filter(({ name }) => String(name).includes('get_weather'))
        if (calls.length === 0) return inconclusive('the namespaced function was not called')
        for (const { name, namespace } of calls) {
          if (name !== 'get_weather' || namespace !== NAMESPACE)
            yield (namespace === undefined ? missing : wrong)(
              namespaced,
              '$.output[].namespace',
              'a client finds no function under this',
              { namespace: NAMESPACE, name: 'get_weather' },
              { namespace: namespace ?? 'absent', name },
            )
        }
      },
      violating: [
        { namespaced: calling({}) },
        { namespaced: calling({}, 'weather.get_weather') },
        { namespaced: calling({ namespace: NAMESPACE }, 'weather__get_weather') },
      ],
      inconclusive: [{ namespaced: spoken }],
    },
  },
})
