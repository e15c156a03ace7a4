import { cutResponse, messageItem, responseOf, streamedResponse } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { GUARDED, SINGING, SONG, SONG_SCHEMA, SONG_TOKENS } from '../../fixtures/sent/repetition.ts'
import { isPartOf, timesSung } from '../../src/checks/repetition.ts'
import { ENDS, eventsOfType, outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { endedByServer } from '../../src/checks/stream.ts'
import { brief } from '../../src/checks/tools.ts'
import {
  inconclusive,
  json,
  missing,
  provoking,
  refusable,
  respond,
  suite,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/object#responses/object-status'
const FORMAT = { format: { type: 'json_schema', name: 'answer', strict: true, schema: SONG_SCHEMA } }
const ASKED = { input: SINGING, text: FORMAT, max_output_tokens: SONG_TOKENS }
const COUNTED = { input: COUNTING, max_output_tokens: 16 }
const FINISHED = ['completed', 'incomplete']

/** The text of a response, or what came of it in a stream that was not ended. */
const saidBy = (one: Observation): string =>
  outputText(responseFrom(one)) ||
  eventsOfType(one, 'response.output_text.delta')
    .map(({ event }) => event['delta'])
    .join('')

/** Why the answer is no whole one; undefined where it has its end. */
function endless(one: Observation): Finding | undefined {
  if (one.stream && eventsOfType(one, ...ENDS).length === 0)
    return missing(one, 'events[-1].type', 'the stream ends without an event that says so', ENDS, 'no end')
  const status = responseFrom(one)?.['status']
  return FINISHED.includes(String(status))
    ? undefined
    : wrong(one, '$.status', 'the response is not finished', FINISHED, status ?? 'absent')
}

function* ends(control: Observation, one: Observation): Generator<Finding, Inconclusive | void> {
  if (!endedByServer(one)) return inconclusive('the answer was not read to its end')
  if (endless(control)) return inconclusive('a response without repetition does not end properly either')
  const [said, times] = [saidBy(one), timesSung(saidBy(one))]
  if (times <= GUARDED / 2) return inconclusive('the model did not repeat the word')
  const found = endless(one)
  if (found) return yield { ...found, message: `${found.message}, after one word came ${times} times` }
  if (responseFrom(one)?.['status'] === 'completed' && isPartOf(SONG, said))
    return yield wrong(
      one,
      '$.output',
      `cut after one word came ${times} times, without a word of it`,
      SONG,
      brief(said),
    )
  if (times <= GUARDED) return inconclusive(`the model repeated the word only ${times} times`)
}

const CUT = SONG.split(' ')
  .slice(0, GUARDED + 1)
  .join(' ')
const whole = responseOf([messageItem(SONG)])
const half = responseOf([messageItem(CUT)])
const open = responseOf([messageItem(CUT, 'in_progress')], { status: 'in_progress' })

export default suite({
  id: 'responses/repeated-token',
  about: 'a schema and earlier turns that leave nothing to say but one word forty times, plain and streamed',
  model: 'chat',
  answered: 'should',
  steps: {
    control: respond(COUNTED),
    controlStream: respond({ ...COUNTED, stream: true }),
    plain: provoking(refusable(respond(ASKED))),
    streamed: provoking(refusable(respond({ ...ASKED, stream: true }))),
  },
  conforming: {
    control: json(cutResponse('1, 2, 3, 4, 5')),
    controlStream: streamedResponse(cutResponse('1, 2, 3, 4, 5')),
    plain: json(whole),
    streamed: streamedResponse(whole),
  },
  rules: {
    plain: {
      level: 'should',
      sentence: 'A response that repeats one token more than 30 times comes whole, with a status that says it is done.',
      source: `${SOURCE}; Ollama has a guard that ends such an answer`,
      breaks: 'apps with long lists of equal values: the SDKs get half a JSON text that is said to be whole',
      reads: ['control', 'plain'],
      *check({ control, plain }) {
        return yield* ends(control, plain)
      },
      violating: [{ plain: json(open) }, { plain: json(half) }],
      conforming: [{}, { plain: json(cutResponse(SONG)) }],
      inconclusive: [
        { plain: json(responseOf([messageItem('I cannot sing.')])) },
        { control: json(open), plain: json(open) },
      ],
    },
    streamed: {
      level: 'should',
      sentence:
        'A streamed response that repeats one token more than 30 times comes whole, and ends with `response.completed`.',
      source: `${SOURCE}; Ollama has a guard that ends such a stream`,
      breaks: 'Codex and the Agents SDK take a stream without its last event for a broken connection',
      reads: ['controlStream', 'streamed'],
      *check({ controlStream, streamed }) {
        return yield* ends(controlStream, streamed)
      },
      violating: [
        { streamed: streamedResponse(half, (events) => events.slice(0, -1)) },
        { streamed: streamedResponse(half) },
      ],
      conforming: [{}, { streamed: streamedResponse(cutResponse(SONG)) }],
      inconclusive: [{ streamed: streamedResponse(responseOf([messageItem('I cannot sing.')])) }],
    },
  },
})
