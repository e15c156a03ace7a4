import { describe, expect, test } from 'vitest'
import { addressText, parseAddress, parseOllamaHost } from './address.ts'

describe('OLLAMA_HOST', () => {
  test.for([
    ['', 'http://127.0.0.1:11434/v1'],
    ['example.com', 'http://example.com:11434/v1'],
    ['example.com//v1', 'http://example.com:11434/v1'],
    ['example.com:8080', 'http://example.com:8080/v1'],
    [':8080', 'http://127.0.0.1:8080/v1'],
    ['0.0.0.0', 'http://127.0.0.1:11434/v1'],
    ['0.0.0.0:9999', 'http://127.0.0.1:9999/v1'],
    ['http://example.com', 'http://example.com/v1'],
    ['https://example.com', 'https://example.com/v1'],
    ['https://example.com:1234/', 'https://example.com:1234/v1'],
    ['[::1]', 'http://[::1]:11434/v1'],
    ['[::1]:8080', 'http://[::1]:8080/v1'],
    ['::1', 'http://[::1]:11434/v1'],
    ['[::]:8080', 'http://127.0.0.1:8080/v1'],
    ['"example.com:8080"', 'http://example.com:8080/v1'],
    ['example.com:99999', 'http://example.com:11434/v1'],
  ] as const)('%s', ([value, expected]) => {
    expect(addressText(parseOllamaHost(value))).toBe(expected)
  })
})

describe('a URL', () => {
  test.for([
    ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/v1'],
    ['http://127.0.0.1:11434/v1/', 'http://127.0.0.1:11434/v1'],
    ['127.0.0.1:8000', 'http://127.0.0.1:8000/v1'],
    ['https://generativelanguage.example/v1beta/openai/', 'https://generativelanguage.example/v1beta/openai'],
    ['https://api.example/v1/chat/completions', 'https://api.example/v1'],
  ] as const)('%s', ([value, expected]) => {
    expect(addressText(parseAddress(value))).toBe(expected)
  })

  test('keeps user info out of its text', () => {
    const address = parseAddress('http://me:secret@example.com')
    expect(addressText(address)).toBe('http://example.com/v1')
    expect(address.authorization).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`)
  })

  test('of another scheme is refused in one line', () => {
    expect(() => parseAddress('ftp://example.com')).toThrow(/only http and https/)
  })
})
