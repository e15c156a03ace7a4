import { saidResponse as said } from '../../fixtures/replies/response.ts'
import { givesResponse, NO_ENDPOINT } from '../../src/checks/responses.ts'
import { refused } from '../../src/checks/tools.ts'
import {
  anyAnswer,
  inconclusive,
  refusal,
  respond,
  suite,
  ignored,
  wrong,
  type Json,
  type Rule,
} from '../../src/define/index.ts'

const BASE = { input: 'Say hello.', max_output_tokens: 16 }
const NOUGHTS = '0'.repeat(48)
const steps = {
  control: respond(BASE),
  conversation: anyAnswer(respond({ ...BASE, conversation: `conv_${NOUGHTS}` })),
  prompt: anyAnswer(respond({ ...BASE, prompt: { id: `pmpt_${NOUGHTS}` } as Json })),
}

/** Something that is kept on the server, and is not there: whoever answers all the same did not look. */
const notThere = (
  name: 'conversation' | 'prompt',
  prose: Pick<Rule, 'level' | 'source' | 'breaks' | 'sentence'>,
): Rule<typeof steps> => ({
  ...prose,
  reads: ['control', name],
  judgesBroken: true,
  parameter: `responses.${name}`,
  *check({ control, [name]: one }) {
    if (!givesResponse(control)) return inconclusive(NO_ENDPOINT)
    if (!refused(one))
      yield (givesResponse(one) ? ignored : wrong)(
        one,
        'status',
        givesResponse(one)
          ? `answered as if there were no \`${name}\` in the request`
          : `HTTP ${one.status}: ${one.text.slice(0, 160)}`,
        'a 4xx with {"error": {"message"}}',
        one.status,
      )
  },
  violating: [{ [name]: said('Hello.') }, { [name]: refusal(500) }],
  inconclusive: [{ control: refusal(404) }],
})

export default suite({
  id: 'responses/references',
  about: 'a conversation and a stored prompt that no server has',
  model: 'chat',
  answered: 'should',
  steps,
  conforming: {
    control: said('Hello.'),
    conversation: refusal(404, { message: 'Conversation not found.' }),
    prompt: refusal(404, { message: 'Prompt not found.' }),
  },
  rules: {
    conversation: notThere('conversation', {
      level: 'should',
      source: 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-conversation',
      sentence: 'A `conversation` that the server does not know is refused, not ignored.',
      breaks: 'the model answers without the conversation so far, and nobody is told',
    }),
    prompt: notThere('prompt', {
      level: 'should',
      source: 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-prompt',
      sentence: 'A stored `prompt` that the server does not know is refused, not ignored.',
      breaks: 'the whole instructions of the app are missing, and the model answers all the same',
    }),
  },
})
