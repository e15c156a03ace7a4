import { callItem, messageItem, responseOf, saidResponse } from '../../fixtures/replies/response.ts'
import { RESPONSE_CALL, RESPONSE_CLOCK, RESPONSE_WEATHER } from '../../fixtures/sent/response-input.ts'
import { refusedWithMessage } from '../../src/checks/accepted.ts'
import { outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { functionCalls, givesResponse, NO_ENDPOINT, responseBodies } from '../../src/checks/responses.ts'
import { chooses } from '../../src/checks/tool-choice.ts'
import { brief } from '../../src/checks/tools.ts'
import { choiceFault, seeking } from '../../src/checks/turns.ts'
import {
  anyAnswer,
  inconclusive,
  json,
  refusable,
  refusal,
  respond,
  suite,
  ignored,
  wrong,
  type Json,
  type Rule,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-tool_choice'
const CLOCK = { type: 'function', name: 'get_time' }
const both = { ...RESPONSE_CALL, tools: [RESPONSE_WEATHER, RESPONSE_CLOCK], max_output_tokens: 32 }
const choosing = (choice: Json) => refusable(respond({ ...both, tool_choice: choice }))

const steps = {
  control: respond(RESPONSE_CALL),
  named: choosing(CLOCK),
  allowed: choosing({ type: 'allowed_tools', mode: 'required', tools: [CLOCK] }),
  undeclared: anyAnswer(
    respond({
      input: 'Say hello.',
      tools: [RESPONSE_WEATHER],
      tool_choice: { type: 'function', name: 'no_such_tool' },
      max_output_tokens: 16,
    }),
  ),
}

const weather = json(responseOf([callItem('{"city":"Madrid"}')]))
const clock = json(responseOf([callItem('{}', 'get_time')]))
const spoken = saidResponse('It is sunny in Madrid.')
const cut = json(
  responseOf([messageItem('{"na')], { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
)

/** Only the clock is called, though every turn before called the other function. */
const onlyClock = (
  name: 'named' | 'allowed',
  prose: Pick<Rule, 'level' | 'sentence' | 'breaks' | 'source'>,
): Rule<typeof steps> => ({
  ...prose,
  reads: ['control', name],
  parameter: 'responses.tool_choice',
  *check({ control, [name]: one }) {
    const names = functionCalls(one).map((call) => call['name'])
    if (names.length === 0 && responseBodies(one)[0]?.['status'] === 'incomplete')
      return inconclusive('the token limit cut the answer')
    if (names.length === 0 || names.some((called) => called !== 'get_time'))
      yield ignored(
        one,
        '$.output',
        'another choice was made',
        'a call of get_time',
        names.length > 0 ? names : brief(outputText(responseFrom(one))),
      )
    else if (functionCalls(control)[0]?.['name'] !== 'get_weather')
      return inconclusive('without the parameter the model did not call the other function')
  },
  also: seeking([givesResponse, chooses(name)], choiceFault),
  violating: [
    { [name]: weather },
    { [name]: spoken },
    { [name]: json(responseOf([callItem('{}', 'get_time'), callItem('{"city":"Madrid"}')])) },
  ],
  inconclusive: [{ [name]: cut }, { control: spoken }],
})

export default suite({
  id: 'responses/tool-choice',
  about: 'a function named, or alone allowed, where earlier turns all call the other one; and one that is not declared',
  model: 'tools',
  answered: 'should',
  steps,
  conforming: {
    control: weather,
    named: clock,
    allowed: clock,
    undeclared: refusal(400, {
      message: "Tool choice 'no_such_tool' not found in 'tools' parameter.",
      param: 'tool_choice',
    }),
  },
  rules: {
    named: onlyClock('named', {
      level: 'should',
      source: SOURCE,
      sentence:
        'With a function named in `tool_choice`, that function is called and no other, or the request is refused.',
      breaks:
        'structured output through a named function (LangChain, instructor) gets the arguments of another, or prose',
    }),
    'allowed-tools': onlyClock('allowed', {
      level: 'should',
      source: SOURCE,
      sentence: 'With `allowed_tools`, only a function of that list is called, or the request is refused.',
      breaks: 'agents that keep the list of tools constant for the cache, and allow some of them a turn',
    }),
    'undeclared-is-refused': {
      level: 'should',
      source: SOURCE,
      reads: ['control', 'undeclared'],
      judgesBroken: true,
      parameter: 'responses.tool_choice',
      sentence: 'A `tool_choice` that names a function which is not declared is refused in a 4xx.',
      breaks: 'a misspelt name goes unnoticed; the answer is prose where a call was expected',
      *check({ control, undeclared }) {
        if (!givesResponse(control)) return inconclusive(NO_ENDPOINT)
        if (!refusedWithMessage(undeclared))
          yield (givesResponse(undeclared) ? ignored : wrong)(
            undeclared,
            '$.tool_choice.name',
            'a function that is not declared was let through',
            'a 4xx with {"error": {"message"}}',
            undeclared.status,
          )
      },
      violating: [{ undeclared: spoken }, { undeclared: refusal(500) }],
      inconclusive: [{ control: refusal(404) }],
    },
  },
})
