import type { Exchange } from './exchange.ts'
import { redactExchange, redactText } from './redact.ts'
import { secretsIn } from './secret-places.ts'

/** So many are remembered: those of one app, and not each cookie of a log. */
const MOST = 12

/**
 * Takes the keys out of exchanges of others, one after the other. Nobody says what they are, but where they stand gives them away,
 * and what one exchange gives away is looked for in those after it as well. `named` are those that are known.
 */
export function capturedRedactor(named: readonly string[] = []): (exchange: Exchange) => Exchange {
  const known = new Set<string>()
  return (exchange) => {
    for (const secret of secretsIn(exchange)) {
      known.delete(secret)
      known.add(secret)
    }
    const secrets = [...known]
    for (const old of secrets.slice(0, -MOST)) known.delete(old)
    secrets.push(...named)
    return { ...redactExchange(exchange, secrets), key: redactText(exchange.key, secrets) }
  }
}
