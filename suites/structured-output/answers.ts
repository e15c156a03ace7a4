import { FENCED, IN_FENCES, asFormat, COLOUR, IN_WORDS } from '../../fixtures/sent/schemas.ts'
import { endsWithJson, hasRequired, holdsFormat } from '../../src/checks/format.ts'
import { asksChat } from '../../src/checks/pool.ts'
import { SOURCE } from '../../src/checks/structured.ts'
import {
  answer,
  answerWith,
  chat,
  refusable,
  stream,
  streamed,
  suite,
  toolCall,
  unlessAccident,
} from '../../src/define/index.ts'

const TOKENS = 24
const JSON_MODE = { messages: IN_FENCES, max_tokens: TOKENS, response_format: { type: 'json_object' } }
const STRICT = { messages: IN_WORDS, max_tokens: 40, response_format: asFormat(COLOUR) }
const LOOSE = {
  type: 'json_schema',
  json_schema: {
    name: 'answer',
    schema: { type: 'object', properties: COLOUR['properties'] ?? {}, required: ['colour'] },
  },
}

const WORD = '{"word":"sun"}'
const RIGHT = '{"colour":"red","sure":true}'
const CUT = { content: '{"colour"', finish: 'length', completionTokens: 4 }
const BLANK = ' '.repeat(20)

/** An answer in the place of each whose text is judged. */
const both = (mode: string, strict: string) => ({
  mode: answer({ content: mode }),
  modeStream: stream({ content: mode }),
  strict: answer({ content: strict }),
  strictStream: stream({ content: strict }),
})

export default suite({
  id: 'structured-output/answers',
  about: 'chat answers in JSON mode and of a JSON schema, plain and streamed',
  model: 'chat',
  answered: 'should',
  steps: {
    mode: refusable(chat(JSON_MODE)),
    modeStream: refusable(streamed(JSON_MODE)),
    strict: refusable(chat(STRICT)),
    strictStream: refusable(streamed(STRICT)),
    loose: refusable(chat({ messages: IN_WORDS, max_tokens: 40, response_format: LOOSE })),
    looseStream: refusable(streamed({ messages: IN_WORDS, max_tokens: 40, response_format: LOOSE })),
  },
  conforming: { ...both(WORD, RIGHT), loose: answer({ content: RIGHT }), looseStream: stream({ content: RIGHT }) },
  rules: {
    'json-mode': {
      level: 'should',
      sentence: 'A chat answer in JSON mode that ended by itself is one JSON object, with nothing around it.',
      source: `${SOURCE}#json-mode; observed in 8 of 8 answers`,
      breaks: '`JSON.parse` of the answer throws, in every app that uses JSON mode',
      parameter: 'chat.response_format',
      traffic: holdsFormat('json_object', asksChat),
      violating: [
        { mode: answer({ content: FENCED }) },
        { mode: answer({ content: 'The sun.' }) },
        { mode: answer({ content: '["sun"]' }) },
        { mode: answer({ content: `Here it is: ${WORD}` }) },
        { mode: answer({ content: '{"word":' }) },
        { mode: answer({ content: BLANK }) },
        { mode: answer({ content: 'The sun', finish: 'length' }) },
        { modeStream: stream({ content: `${WORD}<|im_end|>` }) },
        { modeStream: stream({ content: `${WORD} Enjoy!` }) },
      ],
      conforming: [
        {},
        { mode: answer({ content: `\n${WORD}\n` }) },
        { mode: answer({ content: 'I will look.', toolCalls: [toolCall('look', '{}')] }) },
      ],
      inconclusive: [
        { mode: answer({ content: '{"xxxx": xxxx}' }), modeStream: stream({ content: '{"xxxx": 00' }) },
        { mode: answer({ content: '{', finish: 'length' }), modeStream: stream({ content: '{', finish: 'length' }) },
      ],
    },
    'strict-schema': {
      level: 'should',
      sentence:
        'A chat answer to a strict JSON schema that ended by itself is JSON of that schema, with nothing around it.',
      source: `${SOURCE}; observed in 217 of 217 answers`,
      breaks: "extractors and the SDK's `parse` throw, or an app reads a field that is not there",
      parameter: 'chat.response_format',
      traffic: holdsFormat('strict', asksChat),
      violating: [
        { strict: answer({ content: 'sun moon stars' }) },
        { strict: answer({ content: '{"colour":"pink","sure":true}' }) },
        { strict: answer({ content: '{"colour":"red"}' }) },
        { strict: answer({ content: '{"colour":"red","sure":"true"}' }) },
        { strict: answer({ content: `\`\`\`json\n${RIGHT}\n\`\`\`` }) },
        { strictStream: stream({ content: `${RIGHT}</s>` }) },
        { strictStream: stream({ content: '{"colour":"red","sure":true,"why":1}' }) },
      ],
      conforming: [
        {},
        {
          strict: answerWith({ content: null }, (body) => ({
            ...body,
            choices: [
              { index: 0, message: { role: 'assistant', content: null, refusal: 'No.' }, finish_reason: 'stop' },
            ],
          })),
        },
      ],
      inconclusive: [{ strict: answer(CUT), strictStream: stream({ content: '{"xxxxxx":"xxx","xxxx":xxxx}' }) }],
    },
    'strict-required': {
      level: 'should',
      sentence: 'A chat answer to a strict JSON schema has every key that the schema requires.',
      source: `${SOURCE}#all-fields-must-be-required; observed in 217 of 217 answers`,
      breaks: "the SDK's `parse`, Pydantic and Zod raise an error, or an app reads a field that is not there",
      parameter: 'chat.response_format',
      traffic: hasRequired(asksChat),
      violating: [
        { strict: answer({ content: '{"colour":"red"}' }) },
        { strictStream: stream({ content: '{}' }) },
        { strict: answer({ content: '{"color":"red","sure":true}' }) },
      ],
      conforming: [{}, { strict: answer({ content: '{"colour":"pink","sure":1,"why":1}' }) }],
      inconclusive: [{ strict: answer(CUT), strictStream: stream({ content: 'sun moon stars' }) }],
    },
    'loose-schema': {
      level: 'may',
      sentence: 'Chat answers to a JSON schema without `strict` are JSON of that schema.',
      source: `${SOURCE}: without \`strict\` the model does its best`,
      breaks: 'libraries that leave `strict` out: answers do not parse',
      parameter: 'chat.response_format',
      traffic: unlessAccident('one answer was not of the schema', holdsFormat('loose', asksChat)),
      conforming: [{}, { loose: answer({ content: '{"colour":"red"}' }) }, { loose: answer({ content: 'sun' }) }],
      violating: [{ loose: answer({ content: 'sun' }), looseStream: stream({ content: '{"colour":"pink"}' }) }],
      inconclusive: [{ loose: answer({ content: 'sun' }), looseStream: stream(CUT) }],
    },
    'ends-with-the-json': {
      level: 'should',
      sentence: 'A chat answer in JSON ends with its JSON, and does not go on in white space until the cap.',
      source: `${SOURCE}#json-mode`,
      breaks: 'each call is paid to its cap and takes as long, and an agent takes the answer for cut',
      parameter: 'chat.response_format',
      traffic: unlessAccident('a model may run on in white space', endsWithJson(asksChat)),
      violating: [
        {
          mode: answer({ content: `${WORD}${BLANK}`, finish: 'length' }),
          modeStream: stream({ content: '' }),
          strict: answer({ content: BLANK, finish: 'length' }),
          strictStream: stream({ content: '' }),
          loose: answer(CUT),
          looseStream: stream(CUT),
        },
      ],
      inconclusive: [{ ...both('sun', 'sun'), loose: answer(CUT), looseStream: stream(CUT) }],
    },
  },
})
