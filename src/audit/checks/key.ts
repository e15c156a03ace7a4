import { found, fine, notApplicable, unknown, type AuditCheck } from '../audit.ts'
import { BROKEN, handlerObjected, keyRefused, line, listsModels, said, succeeded } from '../seen.ts'

const DOCS = 'https://docs.ollama.com/api/authentication'
const PROXY =
  'Put a proxy with a key check in front (recipes: docs/behind-a-proxy.md) and let Ollama listen on 127.0.0.1 only.'

/** What must be known before anything can be called acceptable. */
export const NEEDS_KEY = 'key/not-needed'

export const withoutKey: AuditCheck = {
  id: NEEDS_KEY,
  question: 'Does the API answer without a key?',
  fix: PROXY,
  source: `${DOCS}: a local Ollama asks for no key`,
  async run({ ask, isLocal, address: { apiPath }, absent }) {
    const list = await ask({ path: `${apiPath}/models`, key: 'none' })
    const chat = await ask({
      method: 'POST',
      path: `${apiPath}/chat/completions`,
      key: 'none',
      body: BROKEN,
    })
    const control = await ask({ method: 'POST', path: `${apiPath}/${absent}`, key: 'none', body: BROKEN })
    const open = [...(listsModels(list) ? [list] : []), ...(handlerObjected(chat, control) ? [chat] : [])]
    if (list.response === null && chat.response === null) return unknown('no answer')
    // An overloaded server, a page or another path shows nothing about the key.
    if (open.length === 0)
      return keyRefused(list) || keyRefused(chat)
        ? fine('refused without a key')
        : unknown(`neither answered nor refused for want of a key: ${line(list, '(no key)')}`)
    // On the loopback interface it is how Ollama is meant to be; everybody and everything on the machine can use it all the same.
    return found(
      isLocal ? 'low' : 'critical',
      isLocal
        ? 'Every program and user on this machine can use the API without a key.'
        : 'Everybody who reaches the address can use the API without a key.',
      open.map((one) => line(one, '(no key)')),
    )
  },
}

export const comparedProperly: AuditCheck = {
  id: 'key/compared-wrongly',
  question: 'Is the key compared exactly?',
  fix: 'Compare the whole key, with case, in the proxy: nginx `map` compares without case (use a regular expression anchored at both ends), and checks for a prefix let longer keys in.',
  source: 'measured: nginx `map` lets `Bearer SK-…` in for `Bearer sk-…`',
  async run({ ask, key, address: { apiPath } }) {
    if (key === undefined) return notApplicable('no key was given (--api-key-env)')
    const path = `${apiPath}/models`
    if (!keyRefused(await ask({ path, key: 'none' }))) return notApplicable('the API needs no key')
    if (!succeeded(await ask({ path, key: 'real' }))) return unknown('the key that was given is refused')
    // Only ASCII letters: some others have a capital that a header cannot contain.
    const capitals = key.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
    const swapped = key === capitals ? key.toLowerCase() : capitals
    const wrong: [string, string][] = [
      ['another key', 'Bearer sk-audit-wrong'],
      ['no key after Bearer', 'Bearer '],
      ['the key cut by its last character', `Bearer ${key.slice(0, -1)}`],
      ['the key and one more character', `Bearer ${key}x`],
      ['the key with letters in the other case', `Bearer ${swapped}`],
      ['the key as basic authorization', `Basic ${Buffer.from(`:${key}`).toString('base64')}`],
    ]
    const let_in: string[] = []
    for (const [what, authorization] of wrong) {
      if (authorization === `Bearer ${key}`) continue
      const answer = await ask({ path, key: { authorization } })
      if (succeeded(answer)) let_in.push(line(answer, `(${what})`))
    }
    const serious = let_in.some((one) => !one.includes('other case'))
    return let_in.length === 0
      ? fine('only the exact key is let in')
      : found(serious ? 'critical' : 'medium', 'A key that is not the right one is let in.', let_in)
  },
}

export const refusalForm: AuditCheck = {
  id: 'key/refusal-form',
  question: 'Is a missing key refused so that clients understand?',
  fix: 'Answer 401 with `{"error": {"message": …, "type": "invalid_request_error", "code": "invalid_api_key"}}` as JSON.',
  source: 'https://platform.openai.com/docs/guides/error-codes',
  async run({ ask, address: { apiPath } }) {
    const answer = await ask({ path: `${apiPath}/models`, key: 'none' })
    if (!keyRefused(answer)) return notApplicable('the API needs no key')
    const { status } = answer.response ?? { status: 0 }
    if (status === 401 && /"message"/.test(said(answer))) return fine('401 in JSON')
    return found('low', 'OpenAI clients cannot read the refusal.', [line(answer, '(no key)')])
  },
}
