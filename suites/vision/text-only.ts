import { saidResponse } from '../../fixtures/replies/response.ts'
import { RESPONSE_CALL as GREETED } from '../../fixtures/sent/calls.ts'
import { aboutImage, lookAt, RED, toolPicture } from '../../fixtures/sent/images.ts'
import { notRefused } from '../../src/checks/accepted.ts'
import { isObject } from '../../src/checks/reply.ts'
import { givesResponse, NO_ENDPOINT } from '../../src/checks/responses.ts'
import {
  answer,
  anyAnswer,
  chat,
  inconclusive,
  json,
  native,
  refusal,
  respond,
  suite,
  ignored,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/images-vision'
const able = (...capabilities: string[]): ReturnType<typeof json> => json({ capabilities })
const REFUSED = refusal(400, { message: 'image_url is only supported by certain models.' })
const CRASHED = refusal(500, { message: 'image input is not supported' })

/** Findings where a model that is known to read text alone was given an image, and nobody said so. */
function* unseen(shown: Observation, one: Observation, path: string): Generator<Finding, Inconclusive | void> {
  const capabilities = shown.json.ok && isObject(shown.json.value) ? shown.json.value['capabilities'] : undefined
  if (!Array.isArray(capabilities) || capabilities.includes('vision'))
    return inconclusive('the model is not known to lack vision')
  if (one.status === 200) yield ignored(one, path, 'answered by a model that cannot see the image', 'a 4xx', 200)
  else yield* notRefused(one)
}

export default suite({
  id: 'vision/text-only',
  about: 'an image for a model that is known to read text alone: in a chat, in the result of a tool, and in a response',
  model: 'toolless',
  steps: {
    shown: native('/api/show', {}, 0),
    image: anyAnswer(chat({ messages: aboutImage({ url: RED.png }), max_tokens: 4 })),
    picture: anyAnswer(chat({ messages: toolPicture(RED.png), max_tokens: 4 })),
    control: anyAnswer(respond(GREETED)),
    response: anyAnswer(respond({ input: lookAt(RED.png), max_output_tokens: 16 })),
  },
  conforming: {
    shown: able('completion'),
    image: REFUSED,
    picture: REFUSED,
    control: saidResponse('Hello.'),
    response: REFUSED,
  },
  rules: {
    refused: {
      level: 'should',
      sentence: 'An image for a model without vision is refused with a 4xx, not dropped in silence.',
      source: SOURCE,
      breaks: 'the model makes up what is in the picture, and the user believes it',
      parameter: 'chat.messages.image_url',
      reads: ['shown', 'image'],
      judgesBroken: true,
      *check({ shown, image }) {
        return yield* unseen(shown, image, '$.messages[0].content[1].image_url')
      },
      violating: [{ image: answer({ content: 'Red' }) }, { image: CRASHED }],
      inconclusive: [{ shown: able('completion', 'vision') }, { shown: json({}) }],
    },
    'tool-result-refused': {
      level: 'should',
      sentence:
        'An image in a `tool` message for a model without vision is refused with a 4xx, not dropped in silence.',
      source: SOURCE,
      breaks: 'agents that take screenshots: the model makes up what is on the screen',
      parameter: 'chat.messages.image_url',
      reads: ['shown', 'picture'],
      judgesBroken: true,
      *check({ shown, picture }) {
        return yield* unseen(shown, picture, '$.messages[2].content[0].image_url')
      },
      violating: [{ picture: answer({ content: 'Red' }) }, { picture: CRASHED }],
      inconclusive: [{ shown: able('completion', 'vision') }],
    },
    'response-refused': {
      level: 'should',
      sentence:
        'An `input_image` of a response for a model without vision is refused with a 4xx, not dropped in silence.',
      source: `${SOURCE}?api-mode=responses; seen ignored (ollama/ollama#13717)`,
      breaks: 'the model makes up what is in the picture, and the user believes it',
      parameter: 'responses.input',
      reads: ['shown', 'control', 'response'],
      judgesBroken: true,
      *check({ shown, control, response }) {
        if (!givesResponse(control)) return inconclusive(NO_ENDPOINT)
        return yield* unseen(shown, response, '$.input[0].content[1].image_url')
      },
      violating: [{ response: saidResponse('Red') }, { response: CRASHED }],
      inconclusive: [{ shown: able('completion', 'vision') }, { control: refusal(404) }],
    },
  },
})
