import fc from 'fast-check'

/** Names of the wire that code reaches for, and names that objects have of their own. */
const KEYS = [
  'id', 'object', 'created', 'created_at', 'model', 'choices', 'message', 'delta', 'content', 'role', 'tool_calls', 'function', 'name', 'arguments', 'index', 'finish_reason', 'usage', 'prompt_tokens',
  'completion_tokens', 'total_tokens', 'output', 'type', 'text', 'status', 'error', 'code', 'param', 'data', 'embedding', 'logprobs', 'item', 'response', 'sequence_number', 'output_index', 'item_id', 'part',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'then', 'toJSON', 'valueOf', '', '0', 'a.b', 'a[]', '$',
]

/** Values of the wire, and values that code may not expect. */
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -0, -1, 1, 1.5, 1e308, -1e308, 2 ** 53, 5e-324, '', ' ', 'assistant', 'stop', 'tool_calls', 'function', 'text', 'message', 'function_call', 'response', 'chat.completion', 'completed', '{}', '{"a":', '[DONE]', '\u0000', '\ud800', '😊', '\u2028', '{"city":"Paris"}', '[]', 'null', 'x'.repeat(3000)),
  fc.string({ unit: 'binary', maxLength: 8 }), fc.double(), fc.integer(),
)

/** Any JSON value. It is parsed from text, so that `__proto__` is a field as any other. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
  object: fc.array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 5 }).map((entries) => {
    const made = Object.create(null) as Record<string, unknown>
    for (const [key, value] of entries) Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true })
    return made
  }),
})).value.map((value) => JSON.parse(JSON.stringify(value) ?? 'null') as unknown)
