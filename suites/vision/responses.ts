import { saidResponse as said } from '../../fixtures/replies/response.ts'
import { lookAt, pictureOutput, RED } from '../../fixtures/sent/images.ts'
import { refusedWithMessage } from '../../src/checks/accepted.ts'
import { givesResponse, inputTokens, INPUT_TOKENS, NO_INPUT_COUNT, noResponse } from '../../src/checks/responses.ts'
import {
  anyAnswer,
  ignored,
  inconclusive,
  refusal,
  respond,
  suite,
  type Finding,
  type Inconclusive,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/images-vision?api-mode=responses'
const asking = (input: Json) => anyAnswer(respond({ input, max_output_tokens: 16 }))
/** No image is told in fewer tokens. */
const LEAST = 8

/** Findings where the input is not longer by the image that it has. */
function* reaches(without: Observation, having: Observation): Generator<Finding, Inconclusive | void> {
  const [none, count] = [without, having].map(inputTokens)
  if (none === undefined || count === undefined) return inconclusive(NO_INPUT_COUNT)
  if (count < none + LEAST)
    yield ignored(having, INPUT_TOKENS, 'the input is too short to hold the image', `at least ${none + LEAST}`, count)
}

export default suite({
  id: 'vision/responses',
  about: 'an image in the input of a response, and one in the output of a function',
  model: 'vision',
  answered: 'should',
  steps: {
    control: respond({ input: lookAt(), max_output_tokens: 16 }),
    image: asking(lookAt(RED.png)),
    result: asking(pictureOutput(null)),
    picture: asking(pictureOutput(RED.png)),
  },
  conforming: {
    control: said('What?', 20),
    image: said('Red', 105),
    result: said('What?', 40),
    picture: said('Red', 125),
  },
  rules: {
    'input-image': {
      level: 'should',
      sentence: 'An `input_image` in the input of a response reaches the model and counts in `input_tokens`.',
      source: `${SOURCE}; seen ignored (ollama/ollama#13717)`,
      breaks: 'the model describes a picture it never saw, and nothing says so',
      parameter: 'responses.input',
      reads: ['control', 'image'],
      *check({ control, image }) {
        yield* noResponse(image, 'an image was refused')
        if (givesResponse(image)) return yield* reaches(control, image)
      },
      violating: [
        { image: said('Red', 20) },
        { image: refusal(400, { message: 'unknown content type: input_image' }) },
      ],
      inconclusive: [{ image: said('Red', 0) }],
    },
    'image-in-output': {
      level: 'should',
      sentence: 'An `input_image` in the output of a function reaches the model, or is refused in a 4xx.',
      source:
        'https://platform.openai.com/docs/api-reference/responses/create#responses-create-input: outputs may be images',
      breaks: 'agents that take screenshots: the model makes up what is on the screen',
      parameter: 'responses.input',
      reads: ['result', 'picture'],
      judgesBroken: true,
      *check({ result, picture }) {
        if (!givesResponse(result)) return inconclusive('a text in its place is not answered either')
        if (refusedWithMessage(picture)) return
        yield* noResponse(picture, 'an image from a function')
        if (givesResponse(picture)) return yield* reaches(result, picture)
      },
      conforming: [{}, { picture: refusal(400, { message: 'unknown content type: input_image' }) }],
      violating: [{ picture: said('Red', 40) }, { picture: said('Red', 43) }, { picture: refusal(500) }],
      inconclusive: [{ picture: said('Red', 0) }, { result: refusal(400) }],
    },
  },
})
