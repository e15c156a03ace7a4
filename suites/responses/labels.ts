import { saidResponse as said } from '../../fixtures/replies/response.ts'
import { notRefused } from '../../src/checks/accepted.ts'
import { echoes } from '../../src/checks/echo.ts'
import { isObject } from '../../src/checks/reply.ts'
import { responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { anyAnswer, refusable, refusal, respond, suite, ignored, type Json, type Rule } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/create'
const BASE = { input: 'Say hello.', max_output_tokens: 16 }
const LABELS: { [key: string]: string } = {
  user: 'user-1234',
  safety_identifier: 'safety-1234',
  prompt_cache_key: 'cache-1234',
}
const RETENTION: { [key: string]: string } = { prompt_cache_retention: '24h' }

const steps = {
  labelled: refusable(respond({ ...BASE, ...LABELS, service_tier: 'default' })),
  noTier: anyAnswer(respond({ ...BASE, service_tier: 'no-such-value' })),
  retained: refusable(respond({ ...BASE, ...RETENTION })),
  moderated: refusable(respond({ ...BASE, moderation: { model: 'omni-moderation-latest' } as Json })),
}

/** All of these are for the service alone. That they were read shows in the response, which says them again. */
const toldAgain = (step: 'labelled' | 'retained', key: string, breaks: string, seen: string): Rule<typeof steps> => ({
  level: 'may',
  source: `${SOURCE}#responses-create-${key}${seen}`,
  breaks,
  parameter: `responses.${key}`,
  sentence: `A response says the \`${key}\` it was asked for with, or the request is refused.`,
  traffic: echoes(key),
  violating: [{ [step]: said('Hello.') }, { [step]: said('Hello.', 11, { [key]: 'another' }) }],
})

export default suite({
  id: 'responses/labels',
  about: 'what a request says for the service alone: who asks, under which key to cache, whether to moderate',
  model: 'chat',
  answered: 'should',
  steps,
  conforming: {
    labelled: said('Hello.', 11, { ...LABELS, service_tier: 'default' }),
    noTier: refusal(400, { param: 'service_tier', code: 'invalid_value' }),
    retained: said('Hello.', 11, RETENTION),
    moderated: said('Hello.', 11, { moderation: { input: { results: [] }, output: { results: [] } } }),
  },
  rules: {
    user: toldAgain('labelled', 'user', 'limits and logs by user: all of them are one', '; observed in 2 requests'),
    'safety-identifier': toldAgain('labelled', 'safety_identifier', 'abuse cannot be told to the user who did it', ''),
    'prompt-cache-key': toldAgain(
      'labelled',
      'prompt_cache_key',
      'requests that share a prompt do not find its cache',
      '; observed in 1 request',
    ),
    'prompt-cache-retention': toldAgain(
      'retained',
      'prompt_cache_retention',
      'a cache that was to last a day is gone after minutes',
      '',
    ),
    'service-tier': {
      level: 'may',
      source: `${SOURCE}#responses-create-service_tier; observed in every answer`,
      reads: ['labelled', 'noTier'],
      parameter: 'responses.service_tier',
      sentence: 'A response tells the tier that served it, and a tier that there is not is refused.',
      breaks: 'who pays for priority cannot tell whether it was given',
      *check({ labelled, noTier }) {
        // A server that always writes the same word is found by the tier that there is not.
        const actual = responseFrom(labelled)?.['service_tier']
        if (typeof actual !== 'string')
          yield ignored(
            labelled,
            '$.service_tier',
            'the response tells no tier',
            'the tier that served it',
            actual ?? 'absent',
          )
        yield* notRefused(noTier)
      },
      violating: [
        { labelled: said('Hello.') },
        { labelled: said('Hello.', 11, { service_tier: null }) },
        { noTier: said('Hello.') },
      ],
    },
    moderation: {
      level: 'should',
      source: 'https://platform.openai.com/docs/guides/moderation',
      reads: ['moderated'],
      parameter: 'responses.moderation',
      sentence: 'A response that was to be moderated says what came of it, or the request is refused.',
      breaks: 'an app that relies on it shows everything',
      *check({ moderated }) {
        const actual = responseFrom(moderated)?.['moderation']
        if (!isObject(actual))
          yield ignored(
            moderated,
            '$.moderation',
            'nothing was moderated',
            '{"input": …, "output": …}',
            actual ?? 'absent',
          )
      },
      violating: [{ moderated: said('Hello.') }, { moderated: said('Hello.', 11, { moderation: null }) }],
    },
  },
})
