import { expect, test } from 'vitest'
import type { RunRecord } from '../record/record.ts'
import { publishable } from './publishable.ts'

const at = (baseUrl: string | null, secrets: string[] = []): ((text: string) => string) =>
  publishable({ target: { baseUrl } } as RunRecord, secrets)

test.for<[string, string, string]>([
  ['the address', 'asked https://llm.acme.example:8443/v1/models', 'asked $OLLAMA_HOST/v1/models'],
  ['the host', 'no route to llm.acme.example:8443', 'no route to $OLLAMA_HOST'],
  ['the name', 'certificate of llm.acme.example', 'certificate of $OLLAMA_HOST'],
  ['a home on Linux', 'open /home/jane.doe/.ollama/models: no', 'open /home/…/.ollama/models: no'],
  ['a home on macOS', 'open /Users/jane/.ollama', 'open /Users/…/.ollama'],
  ['a home on Windows', 'open C:\\Users\\jane\\.ollama', 'open C:\\Users\\…\\.ollama'],
  ['an address of the network', 'dial tcp 192.168.3.14:11434', 'dial tcp …:11434'],
  ['a name of the network', 'dial gpu-1.office.internal', 'dial …'],
  ['an e-mail address', 'ask jane@acme.example', 'ask …'],
  ['a key of the environment', 'key hunter2-hunter2-42 is wrong', 'key [redacted] is wrong'],
  ['what looks like a key', '{"seen":"sk-proj-abcdefghijklmnop1234567890"}', '{"seen":"[redacted]"}'],
])('%s is not told', ([, text, expected]) => {
  expect(at('https://llm.acme.example:8443/v1', ['hunter2-hunter2-42'])(text)).toBe(expected)
})

test('what says nothing about anybody stays', () => {
  const text = 'HTTP 400 from registry.ollama.ai/library/m at 127.0.0.1, see /usr/local/lib and version 10.2.1'
  expect(at('http://127.0.0.1:18432/v1')(text)).toBe(text)
  expect(at('http://localhost:11434/v1')('localhost is a word')).toBe('localhost is a word')
  expect(at(null)(text)).toBe(text)
})
