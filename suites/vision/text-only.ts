import { aboutImage, RED } from '../../fixtures/sent/images.ts'
import { notRefused } from '../../src/checks/accepted.ts'
import { isObject } from '../../src/checks/reply.ts'
import { answer, anyAnswer, chat, inconclusive, json, native, refusal, suite, ignored } from '../../src/define/index.ts'

const able = (...capabilities: string[]): ReturnType<typeof json> => json({ capabilities })

export default suite({
  id: 'vision/text-only',
  about: 'an image for a model that is known to read text alone',
  model: 'toolless',
  steps: {
    shown: native('/api/show', {}, 0),
    image: anyAnswer(chat({ messages: aboutImage({ url: RED.png }), max_tokens: 4 })),
  },
  conforming: {
    shown: able('completion'),
    image: refusal(400, { message: 'image_url is only supported by certain models.' }),
  },
  rules: {
    refused: {
      level: 'should',
      sentence: 'An image for a model without vision is refused with a 4xx, not dropped in silence.',
      source: 'https://platform.openai.com/docs/guides/images-vision',
      breaks: 'the model makes up what is in the picture, and the user believes it',
      parameter: 'chat.messages.image_url',
      judgesBroken: true,
      *check({ shown, image }) {
        const capabilities = shown.json.ok && isObject(shown.json.value) ? shown.json.value['capabilities'] : undefined
        if (!Array.isArray(capabilities) || capabilities.includes('vision'))
          return inconclusive('the model is not known to lack vision')
        if (image.status === 200)
          yield ignored(
            image,
            '$.messages[0].content[1].image_url',
            'answered by a model that cannot see the image',
            'a 4xx',
            200,
          )
        else yield* notRefused(image)
      },
      violating: [
        { image: answer({ content: 'Red' }) },
        { image: refusal(500, { message: 'image input is not supported' }) },
      ],
      inconclusive: [{ shown: able('completion', 'vision') }, { shown: json({}) }],
    },
  },
})
