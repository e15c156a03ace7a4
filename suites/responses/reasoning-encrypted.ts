import { messageItem, reasoningItem, responseOf, saidResponse } from '../../fixtures/replies/response.ts'
import { GREETING, user, type Message } from '../../fixtures/sent/prompts.ts'
import { asArray, type JsonObject } from '../../src/checks/reply.ts'
import { itemsOf, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { givesResponse, noResponse, reasoningItems, thoughtsOfItem } from '../../src/checks/responses.ts'
import {
  after,
  anyAnswer,
  eachAnswer,
  extra,
  inconclusive,
  json,
  missing,
  refusable,
  refusal,
  respond,
  suite,
  wrong,
  type Inconclusive,
  type Json,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/reasoning?api-mode=responses#encrypted-reasoning-items'
const NO_ITEM = 'no response has a reasoning item'
const INCLUDE = 'reasoning.encrypted_content'
const ASKED = { input: GREETING, max_output_tokens: 32, reasoning: { summary: 'auto' } }
/** What clients send that keep nothing on the server. */
const STATELESS = { include: [INCLUDE], store: false }

/** Their next turn: every item goes in again. */
function replaying(earlier: Record<string, Observation>): Step | Inconclusive {
  const output = itemsOf(responseFrom(earlier['encrypted'] as Observation)) as Message[]
  if (!output.some(({ encrypted_content: text }) => text))
    return inconclusive('no reasoning item came with `encrypted_content`')
  return anyAnswer(
    respond({ ...ASKED, ...STATELESS, input: [...GREETING, ...output, user('Say it again.')], max_output_tokens: 16 }),
  )
}

const hasItems = (one: Observation): boolean => givesResponse(one) && reasoningItems(one).length > 0
const included = ({ request }: Observation): unknown[] => asArray(request['include'])
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const encryptedIn = (one: Observation): unknown[] => reasoningItems(one).map(({ encrypted_content: text }) => text)

/** Words with blanks between them, or just what is shown of the thoughts: nothing is encrypted. */
const isReadable = (item: JsonObject): boolean => {
  const text = String(item['encrypted_content']).trim()
  return /\S\s+\S+\s+\S/.test(text) || text === thoughtsOfItem(item).trim()
}

const THOUGHT = 'They greet me, so I greet them.'
const SAID = messageItem('Hello there.')
const item = (more: { [key: string]: Json } = {}): { [key: string]: Json } => ({ ...reasoningItem(THOUGHT), ...more })
const plainOf = (...output: { [key: string]: Json }[]) => json(responseOf(output))
const encrypted = plainOf(item({ encrypted_content: 'gAAAAABo4k1' }), SAID)

export default suite({
  id: 'responses/reasoning-encrypted',
  about: 'the thoughts of a response for a client that keeps them itself, and sends them back',
  model: 'thinking',
  answered: 'should',
  steps: {
    plain: respond(ASKED),
    encrypted: refusable(respond({ ...ASKED, ...STATELESS })),
    replayed: after(16, replaying),
  },
  conforming: { plain: plainOf(item(), SAID), encrypted, replayed: saidResponse('Hello.') },
  rules: {
    'when-asked': {
      level: 'should',
      sentence: `With \`include: ["${INCLUDE}"]\` reasoning items have \`encrypted_content\`, or the request is refused.`,
      source: `${SOURCE}; observed in 91 of 91 items`,
      breaks: 'Codex and other clients that keep nothing on the server lose the thoughts between turns',
      parameter: 'responses.include',
      traffic: eachAnswer(NO_ITEM, [hasItems, (one) => included(one).includes(INCLUDE)], (one) =>
        encryptedIn(one).every(isText)
          ? undefined
          : missing(one, '$.output[].encrypted_content', 'it was asked for', 'a text', encryptedIn(one)),
      ),
      violating: [
        { encrypted: plainOf(item(), SAID) },
        { encrypted: plainOf(item({ encrypted_content: '' }), SAID) },
        { encrypted: plainOf(item({ encrypted_content: null }), SAID) },
      ],
      inconclusive: [{ encrypted: plainOf(SAID) }],
    },
    'only-when-asked': {
      level: 'may',
      sentence: 'A request without `include` gets no `encrypted_content`.',
      source: `${SOURCE}; observed in 22 of 22 items`,
      breaks: 'histories that are kept grow by a second copy of each thought',
      traffic: eachAnswer(NO_ITEM, [hasItems, (one) => included(one).length === 0], (one) => {
        const sent = encryptedIn(one).find(isText)
        return sent === undefined
          ? undefined
          : extra(one, '$.output[].encrypted_content', 'nobody asked for it', 'absent or null', sent)
      }),
      violating: [{ plain: encrypted }],
      conforming: [{}, { plain: plainOf(item({ encrypted_content: null }), SAID) }],
      inconclusive: [{ plain: plainOf(SAID) }],
    },
    'is-opaque': {
      level: 'may',
      sentence: '`encrypted_content` of a reasoning item is not the readable text of its thoughts.',
      source: `${SOURCE}; seen in Ollama`,
      breaks: 'apps log and store it as something that nobody can read',
      traffic: eachAnswer(
        'no reasoning item has `encrypted_content`',
        [hasItems, (one) => encryptedIn(one).some(isText)],
        (one) => {
          const open = reasoningItems(one).find((item) => isText(item['encrypted_content']) && isReadable(item))
          return (
            open &&
            wrong(
              one,
              '$.output[].encrypted_content',
              'the thoughts in plain text',
              'another text',
              open['encrypted_content'],
            )
          )
        },
      ),
      violating: [
        { encrypted: plainOf(item({ encrypted_content: THOUGHT }), SAID) },
        { encrypted: plainOf(item({ summary: [], encrypted_content: THOUGHT }), SAID) },
        {
          encrypted: plainOf(
            item({ summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'Hm.' }),
            SAID,
          ),
        },
      ],
      conforming: [{}, { encrypted: plainOf(item({ summary: [], encrypted_content: 'gAAAAABo4k1' }), SAID) }],
      inconclusive: [{ encrypted: plainOf(item(), SAID) }],
    },
    'goes-back': {
      level: 'should',
      sentence: 'A reasoning item with `encrypted_content` is taken back from a client that stores nothing.',
      source: SOURCE,
      breaks: 'the second turn of Codex, which sends `store: false` and every item back',
      reads: ['encrypted', 'replayed'],
      *check({ replayed }) {
        yield* noResponse(replayed, 'its own reasoning item was refused')
      },
      violating: [
        { replayed: refusal(400, { message: 'unknown field encrypted_content' }) },
        { replayed: refusal(500) },
      ],
      inconclusive: [{ encrypted: plainOf(item(), SAID) }],
    },
  },
})
