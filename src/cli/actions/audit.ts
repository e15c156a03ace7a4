import path from 'node:path'
import { runAudit, type AuditFailOn } from '../../audit/run-audit.ts'
import { inLockedFolder } from '../../disk/lock.ts'
import { writeWhole } from '../../disk/write-whole.ts'
import { Failure } from '../../failure.ts'
import { auditFindings, renderAudit } from '../../report/audit.ts'
import { plain } from '../../report/markdown-text.ts'
import { environmentSecrets } from '../../server/environment-secrets.ts'
import { headerValue } from '../../server/header-value.ts'
import type { Environment } from '../../server/sides.ts'
import { parseAddress } from '../../wire/address.ts'
import { errColours, outColours } from '../colours.ts'

/** Looked at unasked, so it need not be there. */
const USUAL_KEY = 'OLLAMA_API_KEY'

export interface AuditFlags {
  apiKeyEnv: string
  public: boolean
  slow: number
  out: string
  failOn: AuditFailOn
}

const VERDICT_COLOURS = { exposed: outColours.red, acceptable: outColours.green, 'could-not-judge': outColours.yellow }
const COLOURS = {
  critical: outColours.red,
  high: outColours.red,
  medium: outColours.yellow,
  low: outColours.cyan,
  info: outColours.dim,
}

export async function auditCommand(
  url: string,
  { apiKeyEnv, slow, out, failOn, public: asPublic }: AuditFlags,
  env: Environment,
): Promise<number> {
  const address = parseAddress(url, 'audit')
  const key = headerValue(env, apiKeyEnv)
  if (apiKeyEnv !== USUAL_KEY && key === undefined)
    throw new Failure(
      'KEY_MISSING',
      `--api-key-env ${apiKeyEnv}: that variable is not set, or is empty. Set it, or leave --api-key-env out. Nothing was sent.`,
    )
  return inLockedFolder(out, '--out', async () => {
    const audit = await runAudit({
      address,
      key,
      secrets: environmentSecrets(env),
      failOn,
      asPublic,
      slow,
      note: (line) => console.error(errColours.dim(line)),
    })
    writeWhole(path.join(out, 'audit.json'), `${JSON.stringify(audit, null, 2)}\n`)
    writeWhole(path.join(out, 'audit.md'), renderAudit(audit))
    console.log(
      `\n${VERDICT_COLOURS[audit.verdict](outColours.bold(audit.verdict.toUpperCase().replaceAll('-', ' ')))}  ${plain(audit.sentence)}`,
    )
    for (const { id, finding } of auditFindings(audit))
      console.log(
        `  ${COLOURS[finding.severity](finding.severity.padEnd(8))}  ${id}  ${outColours.dim(plain(finding.title, 120))}`,
      )
    console.log(`Written to ${path.join(out, 'audit.md')}`)
    return audit.exitCode
  })
}
