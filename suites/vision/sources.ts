import { aboutImage, RED, UNREACHABLE_IMAGE } from '../../fixtures/sent/images.ts'
import { answeredChat } from '../../src/checks/accepted.ts'
import { errorMessage, errorOf } from '../../src/checks/errors.ts'
import { PROMPT_TOKENS, promptTokens } from '../../src/checks/tokens.ts'
import {
  answer,
  anyAnswer,
  chat,
  ignored,
  inconclusive,
  refusal,
  suite,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/images-vision'
const look = (url: string) => anyAnswer(chat({ messages: aboutImage({ url }), max_tokens: 1 }))

/** No image is told in fewer tokens; both have one size. */
const LEAST = 8

/** Why a request was refused, without what differs from image to image; undefined where it was not. */
const reason = (one: Observation): string | undefined =>
  (one.status ?? 0) >= 400 ? errorMessage(one)?.replaceAll(/data:\S+|https?:\S+|image\/\w+|\d+/g, '') : undefined

/** Words of a server that tried to get the image. */
const FETCHING =
  /download|fetch|retriev|resol|reach|connect|time.?out|lookup|dns|no such host|not found|invalid_image_url/i
/** Words of a server that takes no address at all. */
const NO_ADDRESS = /not (currently )?supported|unsupported|base64|data ur[il]|invalid image input/i

const TEXT_ONLY = refusal(400, { message: 'Invalid content type. image_url is only supported by certain models.' })
const NOT_FETCHED = refusal(400, { message: 'Error while downloading the image.', code: 'invalid_image_url' })
const WRONG_FORMAT = refusal(400, { message: 'invalid image input' })

export default suite({
  id: 'vision/sources',
  about: 'a red square as PNG and as GIF, and an image at an address, whether or not the model sees images',
  model: 'chat',
  steps: { png: look(RED.png), gif: look(RED.gif), address: look(UNREACHABLE_IMAGE) },
  conforming: { png: answer({ content: 'Red' }), gif: answer({ content: 'Red' }), address: NOT_FETCHED },
  rules: {
    gif: {
      level: 'should',
      sentence:
        'An image as a data URL in GIF is taken or refused as one in PNG is, and reaches the model as one does.',
      source: `${SOURCE}#image-input-requirements`,
      breaks: 'chat interfaces let users paste a GIF: the whole request fails',
      parameter: 'chat.messages.image_url',
      reads: ['png', 'gif'],
      judgesBroken: true,
      *check({ png, gif }) {
        const [expected, actual] = [reason(png), reason(gif)]
        if (!answeredChat(png) && expected === undefined) return inconclusive('PNG is neither answered nor refused')
        if (answeredChat(gif)) {
          const [most, count] = [promptTokens(png), promptTokens(gif)]
          if (expected !== undefined) yield ignored(gif, 'status', 'answered, where PNG is refused', expected, 200)
          else if (most !== undefined && count !== undefined && count < most - LEAST)
            yield ignored(gif, PROMPT_TOKENS, 'the prompt is too short to hold the GIF', most, count)
        } else if (actual === undefined || actual !== expected)
          yield wrong(
            gif,
            'status',
            `GIF: HTTP ${gif.status} ${actual ?? ''}`,
            expected ?? 'an answer (2xx)',
            gif.status,
          )
      },
      conforming: [{}, { png: TEXT_ONLY, gif: TEXT_ONLY }],
      violating: [
        { gif: WRONG_FORMAT },
        { png: TEXT_ONLY, gif: WRONG_FORMAT },
        { png: refusal(500, { message: 'image input is not supported' }), gif: WRONG_FORMAT },
        { png: TEXT_ONLY, gif: answer({ content: 'Red' }) },
        { png: answer({ content: 'Red', promptTokens: 105 }), gif: answer({ content: 'Red', promptTokens: 20 }) },
      ],
      inconclusive: [{ png: refusal(500, { message: '' }) }],
    },
    address: {
      level: 'should',
      sentence: 'An image at an https address is fetched, not refused for being an address.',
      source: `${SOURCE}#analyze-images`,
      breaks: 'Dify and other apps hand over the addresses of uploads: each request with an image fails',
      parameter: 'chat.messages.image_url',
      reads: ['png', 'address'],
      judgesBroken: true,
      *check({ png, address }) {
        const why = reason(address)
        if (why === undefined) return inconclusive('the image was not refused, though nobody can fetch it')
        const words = `${errorMessage(address)} ${String(errorOf(address)['code'])}`
        if (why === reason(png) || FETCHING.test(words)) return
        if (!NO_ADDRESS.test(words)) return inconclusive('the refusal does not tell what is wrong with the image')
        yield wrong(address, '$.error.message', 'refused for being an address', 'an attempt to fetch it', why)
      },
      conforming: [{}, { png: TEXT_ONLY, address: TEXT_ONLY }],
      violating: [
        { address: WRONG_FORMAT },
        {
          png: TEXT_ONLY,
          address: refusal(400, { message: 'image URLs are not currently supported, please use base64 encoded data' }),
        },
      ],
      inconclusive: [{ address: answer({ content: 'Red' }) }, { address: refusal(400, { message: 'bad request' }) }],
    },
  },
})
