import { messageItem, responseOf as response, saidResponse, streamedResponse } from '../../fixtures/replies/response.ts'
import { INDENTED, INDENTED_TEXT } from '../../fixtures/sent/prompts.ts'
import { outputText, responseOf } from '../../src/checks/response-stream.ts'
import { gapsLost } from '../../src/checks/white-space.ts'
import { respond, suite, type Rule } from '../../src/define/index.ts'

const BODY = { input: INDENTED, max_output_tokens: 24 }
const COLLAPSED = INDENTED_TEXT.replaceAll(/\s+/g, ' ')
const steps = { plain: respond(BODY), streamed: respond({ ...BODY, stream: true }) }
const reply = {
  plain: (text: string) => saidResponse(text),
  streamed: (text: string) => streamedResponse(response([messageItem(text)])),
}

const kept = (step: 'plain' | 'streamed', what: string): Rule<typeof steps> => ({
  level: 'should',
  sentence: `Indents, empty lines and runs of spaces of a ${what} are those that the model writes.`,
  source: 'https://platform.openai.com/docs/api-reference/responses/object#responses-object-output',
  breaks: 'code in Python or YAML no longer runs, tables and diagrams fall apart',
  reads: [step],
  *check(observed) {
    const one = observed[step]
    return yield* gapsLost(one, '$.output[].content[].text', {
      said: outputText(responseOf(one)),
      original: INDENTED_TEXT,
    })
  },
  violating: [{ [step]: reply[step](COLLAPSED) }, { [step]: reply[step](INDENTED_TEXT.replaceAll(/ +/g, ' ')) }],
  inconclusive: [{ [step]: reply[step]('The sun and the sea.') }],
})

export default suite({
  id: 'responses/white-space',
  about: 'an indented text of several lines to copy, plain and streamed',
  model: 'chat',
  answered: 'should',
  steps,
  conforming: { plain: reply.plain(INDENTED_TEXT), streamed: reply.streamed(INDENTED_TEXT) },
  rules: { kept: kept('plain', 'response'), 'kept-in-streams': kept('streamed', 'streamed response') },
})
