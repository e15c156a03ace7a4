import { ABOUT_NOTHING, aboutImage, BLUE, RED } from '../../fixtures/sent/images.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import { NO_COUNT, PROMPT_TOKENS, promptTokens } from '../../src/checks/tokens.ts'
import { answer, chat, inconclusive, suite, ignored, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/images-vision'
const TOKENS = 4
const look = (url: string): ReturnType<typeof chat> => chat({ messages: aboutImage({ url }), max_tokens: TOKENS })
const saw = (content: string, promptTokens = 105): ReturnType<typeof answer> =>
  answer({ content, promptTokens, completionTokens: 1 })
/** No image is told in fewer tokens. */
const LEAST = 8

const counted = (format: 'png' | 'jpeg' | 'webp') => ({
  level: 'should' as const,
  sentence: `An image as a data URL in ${format.toUpperCase()} reaches the model and counts in \`prompt_tokens\`.`,
  source: SOURCE,
  breaks: 'the model describes a picture it never saw, and nothing says so',
  parameter: 'chat.messages.image_url',
  reads: ['control', format] as const,
  *check(observed: Record<'control' | 'png' | 'jpeg' | 'webp', Parameters<typeof promptTokens>[0]>) {
    const [without, count] = [promptTokens(observed.control), promptTokens(observed[format])]
    if (without === undefined || count === undefined) return inconclusive(NO_COUNT)
    if (count < without + LEAST)
      yield ignored(
        observed[format],
        PROMPT_TOKENS,
        'the prompt is no longer with the image than without',
        `at least ${without + LEAST}`,
        count,
      )
  },
  violating: [{ [format]: saw('Red', 20) }],
  inconclusive: [{ control: answer({ usage: null }) }],
})

export default suite({
  id: 'vision/formats',
  about: 'images as data URLs: a red square in three formats, and a blue one',
  model: 'vision',
  steps: {
    control: chat({ messages: ABOUT_NOTHING, max_tokens: TOKENS }),
    png: look(RED.png),
    jpeg: look(RED.jpeg),
    webp: look(RED.webp),
    blue: look(BLUE),
  },
  conforming: { control: saw('What?', 20), png: saw('Red'), jpeg: saw('Red'), webp: saw('Red'), blue: saw('Blue') },
  rules: {
    png: counted('png'),
    jpeg: counted('jpeg'),
    webp: counted('webp'),
    seen: {
      level: 'should',
      sentence: 'What the model says follows from the image.',
      source: SOURCE,
      breaks: 'another image, or none, is what the model was shown',
      parameter: 'chat.messages.image_url',
      reads: ['png', 'blue'],
      *check({ png, blue }) {
        const [red, other] = [text(png), text(blue)]
        if (/red/i.test(red) && /blue/i.test(other)) return
        if (!/blue/i.test(red) || !/red/i.test(other)) return inconclusive('the model does not name the colours')
        yield wrong(png, TEXT, 'the model saw the other image', 'red', red)
      },
      violating: [{ png: saw('Blue'), blue: saw('Red') }],
      inconclusive: [{ png: saw('A square'), blue: saw('A square') }],
    },
  },
})
