import { everywhere, inChoices, inDeltas } from '../../src/deviations/changes.ts'
import { isObject, objects } from '../../src/deviations/server-reply.ts'
import type { Freedom } from './freedom.ts'
import {
  azure,
  both,
  eachChoice,
  enlarged,
  escaped,
  inObjects,
  reversed,
  rewritten,
  roleApart,
  streamed,
  uuid,
  wholeArguments,
  withUsage,
  UNTOLD,
} from './json-changes.ts'

/** What JSON leaves open, and what differs between real answers of OpenAI's models and of Azure. */
export const jsonFreedoms: Freedom[] = [
  {
    name: 'key-order',
    about: 'keys in another order',
    verdicts: 'same',
    hooks: rewritten((value) => JSON.stringify(inObjects(value, reversed))),
  },
  {
    name: 'indented',
    about: 'JSON is printed over several lines',
    verdicts: 'same',
    hooks: rewritten((value) => JSON.stringify(value, null, 2)),
  },
  {
    name: 'escaped',
    about: 'letters beyond ASCII and slashes are escaped',
    verdicts: 'same',
    hooks: rewritten((value) => escaped(JSON.stringify(value))),
  },
  {
    name: 'more-fields',
    about: 'every object has fields nobody knows',
    verdicts: 'same',
    hooks: rewritten((value) => JSON.stringify(inObjects(value, enlarged))),
  },
  {
    name: 'obfuscation-absent',
    about: 'chunks have no padding (before August 2025)',
    verdicts: 'open',
    hooks: streamed((chunks) => chunks.map(({ obfuscation: _, ...chunk }) => chunk)),
  },
  {
    name: 'obfuscation-empty',
    about: 'the padding is empty',
    verdicts: 'same',
    hooks: streamed((chunks) => chunks.map((chunk) => ({ ...chunk, obfuscation: '' }))),
    noted: { 'parameters/obfuscation/can-be-turned-off': 'empty padding cannot be turned off, and need not be' },
  },
  {
    name: 'tier-absent',
    about: 'no service_tier (before 2025)',
    verdicts: 'open',
    hooks: everywhere((value) => {
      delete value['service_tier']
    }),
    noted: { 'parameters/service-tier/told-and-checked': 'worth knowing: who asks for a tier is not told of any' },
  },
  {
    name: 'fingerprint-null',
    about: 'system_fingerprint is null (gpt-5, o-series)',
    verdicts: 'same',
    hooks: everywhere((value) => {
      value['system_fingerprint'] = null
    }),
  },
  {
    name: 'fingerprint-absent',
    about: 'no system_fingerprint',
    verdicts: 'open',
    hooks: everywhere((value) => {
      delete value['system_fingerprint']
    }),
  },
  {
    name: 'logprobs-absent',
    about: 'no logprobs key unless asked for (reasoning models)',
    verdicts: 'same',
    hooks: eachChoice((choice) => {
      if (choice['logprobs'] === null) delete choice['logprobs']
    }),
  },
  {
    name: 'details-absent',
    about: 'usage has the three counts alone (before late 2024)',
    verdicts: 'open',
    hooks: withUsage((usage) => {
      delete usage['prompt_tokens_details']
      delete usage['completion_tokens_details']
    }),
    noted: UNTOLD,
  },
  {
    name: 'details-null',
    about: 'the details of usage are null',
    verdicts: 'open',
    hooks: withUsage((usage) => Object.assign(usage, { prompt_tokens_details: null, completion_tokens_details: null })),
    noted: UNTOLD,
  },
  {
    name: 'cached',
    about: 'part of the prompt came from the cache, and the details say so',
    verdicts: 'same',
    hooks: withUsage((usage) => {
      usage['prompt_tokens_details'] = {
        cached_tokens: Math.floor(Number(usage['prompt_tokens']) / 2),
        audio_tokens: 0,
      }
    }),
  },
  {
    name: 'annotations-absent',
    about: 'messages have neither annotations nor a null refusal (before 2024)',
    verdicts: 'open',
    hooks: inChoices((_, message) => {
      delete message['annotations']
      if (message['refusal'] === null) delete message['refusal']
    }),
    noted: { 'parameters/web-search/cites-what-it-found': 'worth knowing: a server without annotations cites nothing' },
  },
  {
    name: 'role-content-null',
    about: 'the role chunk has content null and no refusal',
    verdicts: 'open',
    hooks: inDeltas((delta) => {
      if ('role' in delta) {
        delta['content'] = null
        delete delta['refusal']
      }
    }),
  },
  {
    name: 'role-alone',
    about: 'the role chunk has the role alone',
    verdicts: 'open',
    hooks: inDeltas((delta) => {
      if ('role' in delta) {
        delete delta['content']
        delete delta['refusal']
      }
    }),
  },
  {
    name: 'role-with-text',
    about: 'the role comes with the first text (the contract wants it first, not alone)',
    verdicts: 'same',
    hooks: streamed((chunks) => {
      const [role] = objects(chunks[0]?.['choices'])
      const [first] = objects(chunks[1]?.['choices'])
      if (
        !role ||
        !first ||
        !isObject(role['delta']) ||
        !isObject(first['delta']) ||
        typeof first['delta']['content'] !== 'string' ||
        role['index'] !== first['index']
      )
        return chunks
      return [
        { ...chunks[1], choices: [{ ...first, delta: { ...role['delta'], ...first['delta'] } }] },
        ...chunks.slice(2),
      ]
    }),
  },
  {
    name: 'role-apart-from-call',
    about: 'the role comes before the chunk that opens the call',
    verdicts: 'same',
    hooks: roleApart,
  },
  {
    name: 'call-in-one-fragment',
    about: 'the arguments of a call come in one piece',
    verdicts: 'open',
    hooks: wholeArguments,
    noted: { 'tools/stream/in-pieces': 'real arguments come in many pieces' },
  },
  {
    name: 'id-uuid',
    about: 'ids are UUIDs (search models, gateways)',
    verdicts: 'same',
    hooks: everywhere(uuid),
    noted: { 'chat/id/form': 'nearly all real ids begin with chatcmpl-' },
  },
  {
    name: 'model-as-asked',
    about: 'the model goes by the name it was asked for',
    verdicts: 'same',
    hooks: {
      completion: (body, request) => ({ ...body, model: request.model }),
      chunks: (chunks, request) => chunks.map((chunk) => ({ ...chunk, model: request.model })),
    },
  },
  {
    name: 'moderation-last',
    about: 'a chunk about moderation follows the usage (seen in 2026)',
    verdicts: 'open',
    hooks: streamed((chunks, { stream_options: options }) => [
      ...chunks,
      {
        ...chunks.at(-1),
        choices: [],
        moderation: { input: null },
        ...(isObject(options) && options['include_usage'] === true ? { usage: null } : {}),
      },
    ]),
  },
  {
    name: 'azure',
    about: 'filter results in choices and in an event before the first chunk (Azure)',
    verdicts: 'open',
    hooks: azure,
  },
  {
    name: 'reasoning-text',
    about: 'thoughts come in fields of their own',
    verdicts: 'open',
    noted: {
      'reasoning/effort/none-turns-off': 'this server thinks whatever it is told',
      'reasoning/text/keys-agree': 'the thoughts come beside others under `reasoning`',
    },
    hooks: both(
      inChoices((_, message) => {
        message['reasoning_content'] = 'Hm.'
      }),
      streamed((chunks) => {
        const [choice] = objects(chunks[0]?.['choices'])
        return choice
          ? [
              ...chunks.slice(0, 1),
              { ...chunks[0], choices: [{ ...choice, delta: { reasoning_content: 'Hm.' } }] },
              ...chunks.slice(1),
            ]
          : chunks
      }),
    ),
  },
]
