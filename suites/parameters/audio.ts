import { GREETING } from '../../fixtures/sent/prompts.ts'
import { messageOf } from '../../src/checks/chat-body.ts'
import { isObject } from '../../src/checks/reply.ts'
import { brief } from '../../src/checks/tools.ts'
import {
  answer,
  answerWith,
  chat,
  inconclusive,
  refusable,
  suite,
  ignored,
  wrong,
  type Json,
} from '../../src/define/index.ts'

const AUDIO = '$.choices[0].message.audio'
const wave = Buffer.from('RIFF$\0\0\0WAVEfmt ').toString('base64')

const spoken = (audio: Json): ReturnType<typeof answerWith> =>
  answerWith({ content: null, completionTokens: 20 }, (body) => {
    Object.assign((body['choices'] as { message: object }[])[0]?.message ?? {}, { audio })
    return body
  })
const speech = (data: string): Json => ({
  id: 'audio_67aa14c0f3a081',
  data,
  expires_at: 1_760_003_600,
  transcript: 'Hello.',
})

export default suite({
  id: 'parameters/audio',
  about: 'a chat call that asks for speech as well (`modalities`), as a wave file (`audio`)',
  model: 'chat',
  answered: 'may',
  steps: {
    asked: refusable(
      chat({
        messages: GREETING,
        max_tokens: 8,
        modalities: ['text', 'audio'],
        audio: { voice: 'alloy', format: 'wav' },
      }),
    ),
  },
  conforming: { asked: spoken(speech(wave)) },
  rules: {
    'audio-comes': {
      level: 'may',
      sentence: 'Who asks for `audio` in `modalities` gets it, or is refused.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/create#chat-create-modalities; only some models speak',
      breaks: 'voice apps stay silent and cannot tell why',
      parameter: 'chat.modalities',
      *check({ asked }) {
        const { audio, content } = messageOf(asked)
        if (!isObject(audio))
          yield ignored(asked, AUDIO, 'speech was asked for, and only text came', 'speech, or a 4xx', brief(content))
      },
      violating: [{ asked: answer() }, { asked: spoken(null) }],
    },
    'in-the-format': {
      level: 'may',
      sentence: 'Speech comes in the format that `audio` names, or the request is refused.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-audio',
      breaks: 'players that were promised a wave file get something else, or nothing',
      parameter: 'chat.audio',
      *check({ asked }) {
        const { audio } = messageOf(asked)
        if (!isObject(audio))
          return yield ignored(asked, AUDIO, 'no speech came in any format', 'a wave file, or a 4xx', 'absent')
        const data = typeof audio['data'] === 'string' ? audio['data'] : ''
        // Some gateways leave the data out of what they pass on.
        if (data === '') return inconclusive('the speech has no data')
        if (Buffer.from(data, 'base64').subarray(0, 4).toString() !== 'RIFF')
          yield wrong(asked, `${AUDIO}.data`, 'no wave file', 'RIFF…', data.slice(0, 16))
      },
      violating: [{ asked: answer() }, { asked: spoken(speech(Buffer.from('ID3\u0004').toString('base64'))) }],
      inconclusive: [{ asked: spoken(speech('')) }],
    },
  },
})
