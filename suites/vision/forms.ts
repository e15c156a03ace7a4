import { ABOUT_NOTHING, aboutImage, aboutImages, BLUE, RED, toolPicture } from '../../fixtures/sent/images.ts'
import { answeredChat, neitherAnsweredNorRefused } from '../../src/checks/accepted.ts'
import { NO_COUNT, PROMPT_TOKENS, promptTokens } from '../../src/checks/tokens.ts'
import {
  answer,
  anyAnswer,
  chat,
  inconclusive,
  json,
  refusal,
  suite,
  ignored,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/images-vision'
const TOKENS = 4
const saw = (promptTokens: number, content = 'Red'): ReturnType<typeof answer> =>
  answer({ content, promptTokens, completionTokens: 1 })
/** No image is told in fewer tokens. */
const LEAST = 8

const look = (messages: ReturnType<typeof aboutImage>): ReturnType<typeof chat> =>
  anyAnswer(chat({ messages, max_tokens: TOKENS }))

export default suite({
  id: 'vision/forms',
  about: 'an image with `detail`, as a plain string, two images in one message, and one in the result of a tool',
  model: 'vision',
  steps: {
    control: chat({ messages: ABOUT_NOTHING, max_tokens: TOKENS }),
    png: chat({ messages: aboutImage({ url: RED.png }), max_tokens: TOKENS }),
    detail: look(aboutImage({ url: RED.png, detail: 'low' })),
    text: look(aboutImage(RED.png)),
    two: look(aboutImages(RED.png, BLUE)),
    result: look(toolPicture(null)),
    picture: look(toolPicture(RED.png)),
  },
  conforming: {
    control: saw(20, 'What?'),
    png: saw(105),
    detail: saw(105),
    text: saw(105),
    two: saw(190),
    result: saw(40),
    picture: refusal(400, { message: 'Image URLs are only allowed for messages with role user.' }),
  },
  rules: {
    detail: {
      level: 'should',
      sentence: 'An image with `detail` is taken, and reaches the model as one without.',
      source: `${SOURCE}#specify-image-input-detail-level`,
      breaks: 'LangChain, LlamaIndex and Open WebUI send it with every image',
      parameter: 'chat.messages.image_url',
      reads: ['control', 'png', 'detail'],
      judgesBroken: true,
      *check({ control, png, detail }) {
        if (!answeredChat(png)) return inconclusive('an image without it is not answered either')
        if (!answeredChat(detail))
          return yield wrong(
            detail,
            'status',
            `HTTP ${detail.status}: ${detail.text.slice(0, 160)}`,
            'an answer (2xx)',
            detail.status,
          )
        return yield* reaches(control, detail, 1)
      },
      violating: [
        { detail: refusal(400, { message: 'unknown field detail' }) },
        { detail: refusal(500) },
        { detail: saw(20) },
      ],
      inconclusive: [{ png: refusal(400), detail: refusal(400) }, { control: answer({ usage: null }) }],
    },
    'as-string': {
      level: 'may',
      sentence: 'An `image_url` that is a string is taken as the address, or refused in a proper 4xx.',
      source: `${SOURCE}; observed: taken once, in 2023, against the document`,
      breaks: 'old code that never wrote `{"url": …}`: a 5xx, or an image dropped without an error',
      parameter: 'chat.messages.image_url',
      reads: ['control', 'text'],
      judgesBroken: true,
      *check({ control, text }) {
        if (!answeredChat(text)) return yield* neitherAnsweredNorRefused(text)
        return yield* reaches(control, text, 1)
      },
      conforming: [{}, { text: refusal(400, { message: "Invalid type for 'messages[0].content[1].image_url'." }) }],
      violating: [
        { text: refusal(500) },
        { text: saw(20) },
        { text: json({ error: 'invalid image input' }, { status: 400 }) },
      ],
      inconclusive: [{ control: answer({ usage: null }) }],
    },
    'two-images': {
      level: 'should',
      sentence: 'Two images in one message both reach the model.',
      source: `${SOURCE}#provide-multiple-image-inputs`,
      breaks: 'apps that compare pictures get an answer about one of them',
      parameter: 'chat.messages.image_url',
      reads: ['control', 'png', 'two'],
      judgesBroken: true,
      *check({ control, png, two }) {
        if (!answeredChat(png)) return inconclusive('a single image is not answered either')
        // Some models take one image at a time, and say so.
        if (!answeredChat(two)) return yield* neitherAnsweredNorRefused(two)
        return yield* reaches(control, two, 2, png)
      },
      conforming: [{}, { two: refusal(400, { message: 'this model takes one image' }) }],
      violating: [{ two: saw(105) }, { two: saw(20) }, { two: refusal(500) }],
      inconclusive: [{ control: answer({ usage: null }) }, { png: refusal(400) }],
    },
    'tool-result': {
      level: 'should',
      sentence: 'An image in a `tool` message is refused in a proper 4xx, or reaches the model.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages: tool messages are texts',
      breaks: 'agents that take screenshots: the model makes up what is on the screen',
      parameter: 'chat.messages.image_url',
      reads: ['result', 'picture'],
      judgesBroken: true,
      *check({ result, picture }) {
        if (!answeredChat(result)) return inconclusive('a text in its place is not answered either')
        if (!answeredChat(picture)) return yield* neitherAnsweredNorRefused(picture)
        return yield* reaches(result, picture, 1)
      },
      conforming: [{}, { picture: saw(125) }],
      violating: [{ picture: saw(40) }, { picture: refusal(500) }],
      inconclusive: [{ result: refusal(400) }, { picture: answer({ usage: null }) }],
    },
  },
})

/** Findings where the prompt is not longer by the images it has; where one image is known, two take more than it. */
function* reaches(without: Observation, having: Observation, images: number, single = without) {
  const [none, one, count] = [without, single, having].map(promptTokens)
  if (none === undefined || one === undefined || count === undefined) return inconclusive(NO_COUNT)
  const least = Math.max(none + images * LEAST, one + LEAST)
  if (count < least)
    yield ignored(
      having,
      PROMPT_TOKENS,
      `the prompt is too short to hold ${images === 1 ? 'the image' : 'both images'}`,
      `at least ${least}`,
      count,
    )
  return undefined
}
