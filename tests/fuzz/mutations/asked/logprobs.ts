import { isObject, type JsonObject } from '../../../../src/json.ts'
import type { Mutation } from '../mutation.ts'
import { asked, choicesOf, finalOf, listIn, textParts } from './asked.ts'

/** The entries of a chat answer, of its chunks, or of the text parts of a response. */
function entriesOf(bodies: readonly JsonObject[]): JsonObject[][] {
  const ofChoices = bodies
    .flatMap(choicesOf)
    .flatMap(({ logprobs }) => (isObject(logprobs) ? [logprobs['content']] : []))
  const ofParts = [...bodies, finalOf(bodies)].flatMap(textParts).map((part) => part['logprobs'])
  return [...ofChoices, ...ofParts].map(listIn).filter((entries) => entries.length > 0)
}

const ofEntries = (
  name: string,
  about: string,
  change: (entry: JsonObject, request: JsonObject) => boolean,
): Mutation =>
  asked({
    name,
    about,
    of: ['chat', 'responses'],
    plain: (body, request) => (some(entriesOf([body]).flat(), (entry) => change(entry, request)) ? body : undefined),
    events: (events, request) =>
      some(entriesOf(events).flat(), (entry) => change(entry, request)) ? events : undefined,
  })

/** Whether any is changed; every one is. */
const some = (entries: readonly JsonObject[], change: (entry: JsonObject) => boolean): boolean =>
  entries.map(change).some(Boolean)

const alternativesOf = (entry: JsonObject): JsonObject[] => listIn(entry['top_logprobs'])

/** A change of the lists of a completion. */
const ofLists = (name: string, about: string, change: (lists: JsonObject) => boolean): Mutation => {
  const all = (bodies: JsonObject[]): boolean =>
    bodies
      .flatMap(choicesOf)
      .flatMap(({ logprobs }) => (isObject(logprobs) ? [logprobs] : []))
      .map(change)
      .some(Boolean)
  return asked({
    name,
    about,
    of: ['completions'],
    plain: (body) => (all([body]) ? body : undefined),
    events: (chunks) => (all(chunks) ? chunks : undefined),
  })
}

const set = (entry: JsonObject, key: string, value: unknown): boolean => {
  entry[key] = value
  return true
}

export const logprobMutations: Mutation[] = [
  asked({
    name: 'logprobs ignored',
    about: 'no logprobs come where they were asked for',
    of: ['chat', 'completions'],
    plain: (body, { logprobs }) => (logprobs === true || typeof logprobs === 'number' ? unset([body]) : undefined),
    events: (chunks, { logprobs }) =>
      (logprobs === true || typeof logprobs === 'number') && unset(chunks) ? chunks : undefined,
  }),
  asked({
    name: 'logprobs unasked',
    about: 'logprobs come where nobody asked for them',
    of: ['chat'],
    plain: (body, { logprobs }) => {
      const [choice] = choicesOf(body)
      if (
        logprobs === true ||
        !choice ||
        !isObject(choice['message']) ||
        typeof choice['message']['content'] !== 'string'
      )
        return undefined
      const token = choice['message']['content']
      choice['logprobs'] = {
        content: [{ token, logprob: -0.1, bytes: [...Buffer.from(token)], top_logprobs: [] }],
        refusal: null,
      }
      return body
    },
  }),
  asked({
    name: 'logprob entries lost',
    about: 'half of the entries are missing',
    of: ['chat'],
    plain: (body) => {
      const all = entriesOf([body]).filter(({ length }) => length > 3)
      for (const choice of choicesOf(body))
        if (isObject(choice['logprobs']))
          choice['logprobs']['content'] = listIn(choice['logprobs']['content']).filter((_, at) => at % 2 === 0)
      return all.length > 0 ? body : undefined
    },
  }),
  ofEntries(
    'top_logprobs ignored',
    'no alternatives come where they were asked for',
    (entry, { top_logprobs: top }) =>
      typeof top === 'number' && top > 0 && alternativesOf(entry).length > 0 && set(entry, 'top_logprobs', []),
  ),
  ofEntries('alternative too many', 'more alternatives come than were asked for', (entry, { top_logprobs: top }) =>
    set(entry, 'top_logprobs', [
      ...alternativesOf(entry),
      ...Array.from({ length: Number(top ?? 0) + 2 }, (_, at) => ({
        token: `x${at}`,
        logprob: -20 - at,
        bytes: [120, 48 + at],
      })),
    ]),
  ),
  ofEntries(
    'alternative too few',
    'fewer alternatives come than were asked for',
    (entry, { top_logprobs: top }) =>
      typeof top === 'number' &&
      alternativesOf(entry).length > 1 &&
      set(entry, 'top_logprobs', alternativesOf(entry).slice(0, 1)),
  ),
  ofEntries(
    'alternatives unsorted',
    'the least likely alternative comes first',
    (entry) => alternativesOf(entry).length > 1 && set(entry, 'top_logprobs', alternativesOf(entry).toReversed()),
  ),
  ofEntries('chosen not listed', 'the token chosen is not among the alternatives', (entry) => {
    const others = alternativesOf(entry).map((one) =>
      one['token'] === entry['token'] ? { ...one, token: 'x_other', bytes: null } : one,
    )
    return others.length > 0 && set(entry, 'top_logprobs', others)
  }),
  ofEntries('logprob above zero', 'a logprob is above 0', (entry) => set(entry, 'logprob', 0.5)),
  ofEntries('logprob as probability', 'logprobs are probabilities', (entry) =>
    set(entry, 'logprob', Math.exp(Number(entry['logprob']))),
  ),
  ofEntries('token with a mark', 'tokens are written as the vocabulary has them', (entry) =>
    set(entry, 'token', String(entry['token']).replace(/^ ?/, 'Ġ')),
  ),
  ofEntries(
    'bytes of another token',
    'the bytes of an entry are not those of its token',
    (entry) => Array.isArray(entry['bytes']) && set(entry, 'bytes', [1, 2]),
  ),
  ofEntries(
    'bytes null',
    'entries have no bytes',
    (entry) => Array.isArray(entry['bytes']) && set(entry, 'bytes', null),
  ),
  ofLists('a list shorter', 'one of the lists of logprobs is shorter than the others', (lists) => {
    const tokens = lists['token_logprobs']
    return Array.isArray(tokens) && tokens.length > 1 && set(lists, 'token_logprobs', tokens.slice(1))
  }),
  ofLists(
    'alternatives ignored',
    'no alternatives come',
    (lists) => lists['top_logprobs'] !== null && set(lists, 'top_logprobs', null),
  ),
  ofLists('offsets zero', 'every token begins at 0', (lists) => {
    const offsets = lists['text_offset']
    return (
      Array.isArray(offsets) &&
      offsets.length > 1 &&
      set(
        lists,
        'text_offset',
        offsets.map(() => 0),
      )
    )
  }),
  ofLists('list in the form of chat', 'logprobs have the form of a chat answer', (lists) => {
    const { tokens } = lists
    for (const key of Object.keys(lists)) delete lists[key]
    return set(
      lists,
      'content',
      Array.isArray(tokens)
        ? tokens.map((token) => ({ token: String(token), logprob: -0.1, bytes: null, top_logprobs: [] }))
        : [],
    )
  }),
]

function unset(bodies: JsonObject[]): JsonObject | undefined {
  const all = bodies.flatMap(choicesOf).filter(({ logprobs }) => isObject(logprobs))
  for (const choice of all) choice['logprobs'] = null
  return all.length > 0 ? bodies[0] : undefined
}
