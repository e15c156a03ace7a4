import { runAudit, type Audit, type AuditFailOn } from '../audit/run-audit.ts'
import { parseAddress } from '../wire/address.ts'
import { headerText } from '../wire/header-text.ts'

export interface AuditOptions {
  /** The key that clients use; it is in nothing that comes back. */
  key?: string
  /** The least severity for which the verdict is `exposed`. Default `high`. */
  failOn?: AuditFailOn
  /** Judge an address of this machine as if others reached it. */
  asPublic?: boolean
  /** Seconds that a request which never ends is held out. Default 15. */
  slow?: number
  /** Called with each question before it is asked. */
  note?: (line: string) => void
}

/**
 * Asks how a server is exposed; changes nothing, writes nothing. Give the address at which others reach it.
 * @throws Failure when nobody answers there, or when a header cannot contain the key.
 */
export async function audit(url: string, options: AuditOptions = {}): Promise<Audit> {
  const { key = '', failOn = 'high', asPublic = false, slow = 15, note = () => {} } = options
  return runAudit({
    address: parseAddress(url, 'audit'),
    key: headerText(key, 'key') || undefined,
    failOn,
    asPublic,
    slow,
    note,
  })
}
