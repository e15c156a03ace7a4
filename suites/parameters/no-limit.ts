import { assistant, user } from '../../fixtures/sent/prompts.ts'
import { finishReason, FINISH, text } from '../../src/checks/reply.ts'
import { abortAfter, inconclusive, stream, streamed, suite, wrong, type Step } from '../../src/define/index.ts'

/** With their commas more than 128 tokens in any vocabulary: the highest limit that servers are known to set by themselves. */
const LIST =
  `red, green, blue, white, black, brown, grey, pink, north, south, east, west, up, down, left, right, sun, moon, star,
 sky, rain, snow, wind, fog, sea, lake, river, hill, tree, leaf, root, seed, grass, rose, cat, dog, cow, horse, sheep, bird,
 fish, bee, hand, foot, head, eye, ear, nose, mouth, hair, bread, milk, salt, sugar, tea, rice, corn, meat, door, wall, roof,
 floor, table, chair, bed, lamp`.replaceAll('\n', '')
const ASKED = `Repeat: ${LIST}`
const MESSAGES = [...[1, 2].flatMap(() => [user(ASKED), assistant(LIST)]), user(ASKED)]

/** Enough of the list that the model is seen to copy it. */
const BEGUN = LIST.slice(0, 40)
const EVENTS = 170
/** The list has hardly more tokens; the request says nothing of a limit, so the stream is hung up on where it goes on. */
const CAP = 140

const unlimited = (): Step => ({ ...abortAfter(EVENTS, streamed({ messages: MESSAGES })), cap: CAP })

export default suite({
  id: 'parameters/no-limit',
  about: 'a list of 66 words to copy, streamed, without a token limit',
  model: 'chat',
  steps: { copied: unlimited() },
  conforming: { copied: stream({ content: LIST }) },
  rules: {
    'not-cut-silently': {
      level: 'should',
      sentence: 'A chat answer to a request without a token limit is not cut with the finish_reason `stop`.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-finish_reason',
      breaks: 'code and JSON end in the middle, and apps that would go on after `length` take them for whole',
      judgesBroken: true,
      *check({ copied }) {
        const said = text(copied).trim().replace(/\.$/, '')
        if (!said.startsWith(BEGUN)) return inconclusive('the model did not copy the list')
        if (said === LIST || finishReason(copied) !== 'stop') return
        if (!LIST.startsWith(said)) return inconclusive('the model did not copy the list to its end')
        yield wrong(
          copied,
          FINISH,
          `cut after ${said.split(',').length} of 66 words that were copied to the letter`,
          'length, or all of the list',
          'stop',
        )
      },
      violating: [64, 100, 140].map((length) => ({ copied: stream({ content: LIST.slice(0, length) }) })),
      conforming: [
        {},
        { copied: stream({ content: LIST.slice(0, 90), finish: 'length' }) },
        { copied: stream({ content: `${LIST}.` }) },
      ],
      inconclusive: [
        { copied: stream({ content: 'Which words?' }) },
        { copied: stream({ content: `${LIST.slice(0, 60)} and so on` }) },
      ],
    },
  },
})
