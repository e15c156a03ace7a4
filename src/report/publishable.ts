import type { RunRecord } from '../record/record.ts'
import { withoutGivenAway } from '../wire/redact-captured.ts'
import { redactText } from '../wire/redact.ts'

/** What stands for the address of the server, in text and in commands. */
export const PLACEHOLDER = '$OLLAMA_HOST'

/** Names a person, a machine, or a network that only its owner knows, and what is shown instead. */
const PRIVATE: [pattern: RegExp, shown: string][] = [
  [/((?:\/home|\/Users|\b[A-Z]:\\+Users)[\\/]+)[^\\/\s"']+/g, '$1…'],
  [/\b(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})\b/g, '…'],
  [/\b(?:[\w-]{1,63}\.){1,8}(?:local|internal|intranet|lan|corp|home\.arpa)\b/gi, '…'],
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, '…'],
]

/** Makes text fit to be read by anybody: without secrets, the address of the server, and names of its owner. */
export function publishable({ target }: RunRecord, secrets: readonly string[]): (text: string) => string {
  const url = target.baseUrl === null ? null : URL.parse(target.baseUrl)
  // An address is told by its whole first: the shorter forms are parts of it.
  const addresses = url === null || url.host === '' ? [] : [url.origin, url.host, ...nameOf(url)]
  return (text) => {
    const masked = withoutGivenAway(redactText(text, secrets))
    const away = addresses.reduce((rest, address) => rest.replaceAll(address, () => PLACEHOLDER), masked)
    return PRIVATE.reduce((rest, [pattern, shown]) => rest.replace(pattern, shown), away)
  }
}

/** `localhost` is everybody's own, and a word without a dot may be one of the text. */
const nameOf = ({ hostname }: URL): string[] =>
  hostname.includes('.') && !hostname.startsWith('127.') ? [hostname] : []
