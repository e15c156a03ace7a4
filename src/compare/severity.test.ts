import { describe, expect, test } from 'vitest'
import { contractFields } from './contract-fields.ts'
import type { DifferenceKind } from './difference.ts'
import { weigh, type IsRequired, type Weight } from './severity.ts'

const CALL = '$.choices[].delta.tool_calls[]'
const everything: IsRequired = () => true
const of = (
  scope: string,
  path: string,
  kind: DifferenceKind = 'value',
  types: string[] = [],
  isRequired: IsRequired = everything,
): Weight => weigh(scope, { aspect: 'body', path, kind, types }, isRequired)
/** Severity, and the first of the clients that are known to break. */
const brief = (...asked: Parameters<typeof of>): string => {
  const { severity, breaks } = of(...asked)
  return `${severity}${breaks.length === 0 ? '' : `: ${breaks[0]}`}`
}

/** What is known of clients, one place each: scope, path, kind, and what it is worth. */
const KNOWN: [scope: string, path: string, kind: DifferenceKind, weight: string][] = [
  ['chat', 'status', 'value', 'breaking'],
  ['chat.stream', 'format', 'value', 'breaking: every client: the body is not what was asked for'],
  ['chat', 'tool_calls (tool_choice required)', 'value', 'breaking: instructor'],
  ['chat', 'tool_calls (tool_choice named)', 'value', 'breaking: instructor'],
  ['chat', 'tool_calls (tool_choice none)', 'value', 'breaking: agent loops that end with a plain answer'],
  ['chat.stream', 'tool_calls index', 'value', 'breaking: Vercel AI SDK'],
  ['chat.stream', 'tool_calls in one chunk', 'value', 'notable'],
  ['chat.stream', 'tool_calls arguments', 'value', 'cosmetic'],
  ['chat', 'finish_reason (no tool calls)', 'value', 'breaking: pydantic-ai'],
  ['completions', 'finish_reason (text)', 'value', 'breaking: typed decoders (Rust, Go, .NET)'],
  ['chat', 'finish_reason (tool calls, tool_choice auto)', 'value', 'breaking: Zed'],
  ['chat.stream.tool-opening', `${CALL}.index`, 'missing', 'breaking: openai-node'],
  ['chat.stream.tool-opening', `${CALL}.index`, 'type', 'breaking: openai-node'],
  ['chat.stream.tool-fragment', `${CALL}.index`, 'null-or-absent', 'breaking: openai-node'],
  ['chat.stream.tool-opening', `${CALL}.id`, 'missing', 'breaking: Continue'],
  ['chat.stream.tool-opening', `${CALL}.type`, 'missing', 'breaking: openai-node'],
  ['chat.stream.tool-fragment', `${CALL}.function.name`, 'extra', 'breaking: LangChain.js'],
  ['chat.stream.tool-fragment', `${CALL}.type`, 'null-or-absent', 'breaking: LangChain.js'],
  ['chat.stream.tool-fragment', `${CALL}.id`, 'extra', 'notable: openai-node'],
  ['chat.stream.tool-fragment', `${CALL}.id`, 'null-or-absent', 'notable: openai-node'],
  ['chat.stream', 'events.finish', 'missing', 'breaking: Vercel AI SDK'],
  ['chat.stream', 'events.finish', 'order', 'notable: interfaces that stop reading at finish_reason'],
  ['chat.stream', 'events.done', 'missing', 'breaking: readers that wait for [DONE]'],
  ['chat.stream', 'events.role', 'missing', 'breaking: openai-node'],
  ['chat.stream', 'events.role', 'order', 'notable'],
  ['chat.stream', 'events.order', 'order', 'notable'],
  ['chat.stream', 'events.usage', 'missing', 'notable: token meters of OpenCode, SWE-agent and gateways'],
  ['chat.stream', 'events.usage', 'order', 'notable: Continue'],
  ['chat.stream', 'events.usage (not asked for)', 'extra', 'notable: Continue'],
  ['chat.stream', 'events.usage in other chunks', 'order', 'notable'],
  ['chat.stream', 'events.usage in other chunks (not asked for)', 'order', 'notable'],
  ['chat.tool-calls', '$.choices[].message.tool_calls[].index', 'extra', 'notable: ollama4j'],
  ['chat', '$.choices[].message.tool_calls', 'null-or-absent', 'notable: clients that iterate over it'],
  ['chat.stream.content', '$.choices[].message', 'extra', 'notable: clients that read both and show the text twice'],
  [
    'chat.stream.content',
    '$.choices[].message',
    'null-or-absent',
    'notable: clients that read both and show the text twice',
  ],
  ['chat', '$.choices[].message.reasoning', 'extra', 'notable: LangChain.js'],
  ['chat', '$.choices[].message.reasoning_content', 'extra', 'notable: LangChain.js'],
  ['chat', '$.choices[].message.thinking', 'extra', 'notable: LangChain.js'],
  ['chat.tool-calls', '$.choices[].message.content', 'type', 'notable: clients that replay the turn as it came'],
  ['chat', '$.choices[].message.refusal', 'missing', 'cosmetic: strict decoders (Rust, Java, .NET)'],
  ['chat', '$.choices[].message.annotations', 'missing', 'notable: strict decoders (Rust, Java, .NET)'],
  ['chat.stream.content', '$.obfuscation', 'missing', 'cosmetic'],
  ['chat', '$.service_tier', 'missing', 'cosmetic'],
  ['chat', '$.system_fingerprint', 'missing', 'cosmetic'],
  ['chat', '$.usage.prompt_tokens_details', 'missing', 'notable: billing views'],
  ['chat', '$.usage.completion_tokens_details', 'missing', 'notable: billing views'],
  ['error', '$.error.code', 'missing', 'notable: retry logic that sorts errors by code'],
  ['error', '$.error.type', 'missing', 'notable: retry logic that sorts errors by code'],
  ['error', '$.error.param', 'missing', 'notable: retry logic that sorts errors by code'],
  ['chat', 'headers.content-type', 'value', 'breaking: clients that choose the parser by it'],
  ['chat', 'headers.x-request-id', 'missing', 'cosmetic'],
]

test.for(KNOWN)('%s %s %s is %s', ([scope, path, kind, weight]) => {
  expect(brief(scope, path, kind)).toBe(weight)
})

describe('what is known of a place holds for', () => {
  test('its scope', () => {
    expect(brief('chat', `${CALL}.id`, 'extra')).toBe('cosmetic')
    expect(brief('completions', '$.choices[].message', 'extra')).toBe('cosmetic')
    expect(brief('chat', '$.choices[].message.content', 'type', ['array'])).not.toContain('replay')
  })

  test('its kinds', () => {
    expect(brief('chat.stream.tool-fragment', `${CALL}.index`, 'extra')).toBe('cosmetic')
    expect(brief('chat.stream.tool-fragment', `${CALL}.function.name`, 'missing')).toBe('notable')
    expect(brief('chat.stream.tool-fragment', `${CALL}.id`, 'missing')).toBe('notable')
    expect(brief('chat', '$.choices[].message.reasoning', 'missing')).toBe('notable')
    expect(brief('chat', '$.choices[].message.tool_calls', 'missing')).toBe('notable')
    expect(brief('chat.stream.content', '$.choices[].message', 'missing')).toBe('notable')
    expect(brief('chat.tool-calls', '$.choices[].message.tool_calls[].index', 'missing')).toBe('notable')
    expect(brief('chat', '$.usage.prompt_tokens_details', 'extra')).toBe('cosmetic')
  })

  test('its path, whole', () => {
    const beside = [
      'xstatus',
      'status2',
      'format2',
      'xformat',
      'tool_calls index 2',
      'x tool_calls index',
      '$.obfuscation.x',
      '$.x.$.service_tier',
      '$.x.refusal',
      '$.choices[].reasoning.x',
      'x.events.done',
      'events.done.x',
      '$.error.code.x',
      '$.usage.prompt_tokens_details.x',
      'x headers.',
    ]
    expect(beside.map((path) => of('chat', path, 'extra').severity)).toEqual(beside.map(() => 'cosmetic'))
    expect(beside.flatMap((path) => of('chat', path, 'extra').breaks)).toEqual([])
  })
})

describe('elsewhere the contract says what a difference is worth', () => {
  test('a field that must be there', () => {
    expect(brief('chat', '$.usage', 'missing')).toMatch(/^breaking/)
    expect(brief('chat', '$.usage', 'null-or-absent')).toMatch(/^breaking/)
    expect(of('chat', '$.nobody_knows', 'missing')).toEqual({ severity: 'notable', breaks: [] })
    expect(of('elsewhere', '$.usage', 'missing')).toEqual({ severity: 'notable', breaks: [] })
  })

  test.for([
    ['breaking', everything],
    ['notable', () => false],
  ] as const)('each field is %s by whether clients require a rule on it', ([severity, isRequired]) => {
    for (const scope of ['model', 'models', 'completions', 'completions.stream.text']) {
      for (const [path, { breaks, types, required }] of contractFields(scope)) {
        const worth = { severity, breaks: breaks === undefined ? [] : [breaks] }
        if (/\.(finish_reason|reasoning)$|^\$\.usage\.|^\$\.(service_tier|system_fingerprint|obfuscation)$/.test(path))
          continue
        if (types.length > 0 && !types.includes('boolean'))
          expect([path, of(scope, path, 'type', ['boolean'], isRequired)]).toEqual([path, worth])
        if (required) expect([path, of(scope, path, 'missing', [], isRequired)]).toEqual([path, worth])
        if (required && types.includes('null'))
          expect([path, of(scope, path, 'null-or-absent', ['null'], isRequired)]).not.toEqual([path, worth])
      }
    }
  })

  test('only the rules on that very field count', () => {
    const weight = (path: string): string =>
      of('chat', path, 'missing', [], (rule) => rule.startsWith('chat/response/usage-')).severity
    expect([weight('$.usage'), weight('$.id')]).toEqual(['breaking', 'notable'])
  })

  test('a type that is not allowed', () => {
    expect(brief('chat', '$.created', 'type', ['string'])).toMatch(/^breaking/)
    expect(brief('chat', '$.created', 'type', ['integer'])).toBe('cosmetic')
    expect(brief('chat', '$.created', 'type', ['integer', 'string'])).toMatch(/^breaking/)
    expect(brief('chat', '$.created', 'null-or-absent', ['null'])).toMatch(/^breaking/)
    expect(brief('chat', '$.nobody_knows', 'type', ['string'])).toBe('cosmetic')
  })

  test('null for what may be left out matters where clients look', () => {
    expect(
      ['$.a.finish_reason', '$.a.usage', '$.a.content', '$.a.other', '$.a.content.x'].map(
        (path) => of('elsewhere', path, 'null-or-absent', ['null']).severity,
      ),
    ).toEqual(['notable', 'notable', 'notable', 'cosmetic', 'cosmetic'])
  })

  test('a value of a closed set, an added field, another place', () => {
    expect(brief('chat', '$.object', 'value', ['string'])).toMatch(/^breaking/)
    expect(of('chat', '$.nobody_knows', 'value')).toEqual({ severity: 'cosmetic', breaks: [] })
    expect(of('chat', '$.nobody_knows', 'extra')).toEqual({ severity: 'cosmetic', breaks: [] })
    expect(of('chat', '$.nobody_knows', 'order')).toEqual({ severity: 'notable', breaks: [] })
  })
})
