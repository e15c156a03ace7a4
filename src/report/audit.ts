import { SEVERITIES } from '../audit/audit.ts'
import type { Audit, AuditedCheck } from '../audit/run-audit.ts'
import { block, cell, code, linked, prose } from './markdown-text.ts'
import { table } from './table.ts'

type Found = Extract<AuditedCheck, { state: 'found' }>

/** The findings of an audit, worst first. */
export const auditFindings = ({ checks }: Audit): Found[] =>
  checks
    .filter((check): check is Found => check.state === 'found')
    .sort((a, b) => SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity))

const ANSWERS: Record<Audit['verdict'], string> = {
  exposed: 'yes',
  acceptable: 'not as far as was asked',
  'could-not-judge': 'could not be judged',
}

/** The audit for the person who runs the server. Pure. */
export function renderAudit(audit: Audit): string {
  const others = audit.checks.filter(({ state }) => state !== 'found')
  return `${[
    `# Is ${prose(audit.url)} exposed? ${ANSWERS[audit.verdict]}`,
    `**${prose(audit.sentence)}** Asked ${audit.withKey ? 'with and without the key' : 'without a key'}, from where this was run: somebody elsewhere may reach more, or less.`,
    ...auditFindings(audit).map(section),
    ...(others.length > 0
      ? [
          '## Not found',
          table([
            ['question', 'answer', 'why'],
            ...others.map((one) => [cell(one.question), one.state, cell('why' in one ? one.why : '')]),
          ]),
        ]
      : []),
    '## What was sent',
    `${audit.sent.length} requests. None can change anything: they name a model that does not exist, or have a body that no server can read.`,
    block(audit.sent.join('\n'), 'text', 20_000),
  ].join('\n\n')}\n`
}

const section = ({ id, fix, source, finding }: Found): string =>
  [
    `## ${finding.severity}: ${prose(finding.title)}`,
    `- Check: ${code(id)}\n- Fix: ${prose(fix, 600)}\n- Source: ${linked(source)}`,
    block(finding.evidence.join('\n'), 'text', 6000),
  ].join('\n\n')
