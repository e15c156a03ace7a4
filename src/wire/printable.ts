/** Names, plain or escaped, under which JSON can hide what turns an object into a text or a number. */
const HIDES = /toString|valueOf|\\u/i

/**
 * `{"toString": 1}` is JSON, but `String()` of it throws, and so would any rule that prints what a server sent. Such objects get a
 * way of being printed that no field can hide; nothing that is read, written or compared changes. `text` is what the value was parsed from,
 * where that is known: most texts hide nothing.
 */
export function printable<T>(value: T, text?: string): T {
  if (text !== undefined && !HIDES.test(text)) return value
  const seen = new Set<unknown>()
  const open: unknown[] = [value]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one !== 'object' || one === null || seen.has(one)) continue
    seen.add(one)
    if (Object.hasOwn(one, 'toString') || Object.hasOwn(one, 'valueOf'))
      Object.defineProperty(one, Symbol.toPrimitive, { value: () => '[object Object]' })
    for (const inner of Object.values(one)) open.push(inner)
  }
  return value
}
