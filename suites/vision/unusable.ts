import { aboutImage, UNREACHABLE_IMAGE } from '../../fixtures/sent/images.ts'
import { notRefused } from '../../src/checks/accepted.ts'
import { answer, anyAnswer, chat, json, refusal, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/images-vision'
const look = (url: string): ReturnType<typeof chat> => anyAnswer(chat({ messages: aboutImage({ url }), max_tokens: 4 }))
const said = refusal(400, { message: 'Error while downloading the image.', code: 'invalid_image_url' })
const BAD = [answer({ content: 'Red' }), refusal(500, { message: 'received zero length image' })]

export default suite({
  id: 'vision/unusable',
  about: 'images that cannot be had: an address that does not exist, and base64 that is broken',
  model: 'vision',
  steps: { remote: look(UNREACHABLE_IMAGE), broken: look('data:image/png;base64,%%%not-base64') },
  conforming: { remote: said, broken: said },
  rules: {
    'unreachable-refused': {
      level: 'should',
      sentence: 'An image that cannot be fetched is refused with a 4xx.',
      source: SOURCE,
      breaks: 'the model invents what is in the picture, or the client retries a 5xx',
      reads: ['remote'],
      judgesBroken: true,
      *check({ remote }) {
        yield* notRefused(remote)
      },
      conforming: [{}, { remote: json({ error: { message: 'invalid image input' } }, { status: 400 }) }],
      violating: BAD.map((remote) => ({ remote })),
    },
    'broken-refused': {
      level: 'should',
      sentence: 'An image whose base64 is broken is refused with a 4xx.',
      source: SOURCE,
      breaks: 'a cut upload goes unnoticed, or crashes the model for all (Ollama before 0.4.1)',
      reads: ['broken'],
      judgesBroken: true,
      *check({ broken }) {
        yield* notRefused(broken)
      },
      violating: BAD.map((broken) => ({ broken })),
    },
  },
})
