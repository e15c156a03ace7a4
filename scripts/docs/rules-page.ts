import { markdownTable } from 'markdown-table'
import { rulesOf } from '../../src/judge/rules.ts'
import { cell, code, counted, linked } from '../../src/report/markdown-text.ts'
import type { Suite } from '../../src/suite/suite.ts'

/** The page that lists every rule with what it demands, its source and who breaks. Pure: the suites alone decide. */
export function rulesPage(suites: readonly Suite[]): string {
  const areas = Map.groupBy(suites, ({ area }) => area)
  const rules = suites.flatMap(rulesOf)
  const levels = (['must', 'should', 'may'] as const)
    .map((level) => `${rules.filter((entry) => entry.level === level).length} ${level}`)
    .join(', ')
  const contents = [...areas].map(
    ([area, own]) => `- [${area}](#${area}): ${counted(own.flatMap(rulesOf).length, 'rule')}`,
  )
  return `${[
    '# All rules',
    'Generated from `suites/` by `npm run pages`. Do not edit.',
    `${counted(rules.length, 'rule')} in ${counted(suites.length, 'suite')}: ${levels}. \`must\`: a client with a profile breaks or is limited without the rule; \`should\`: documented or observed behaviour that some code relies on; \`may\`: worth knowing.`,
    contents.join('\n'),
    ...[...areas].flatMap(([area, own]) => [`## ${area}`, ...own.flatMap(suiteSection)]),
  ].join('\n\n')}\n`
}

function suiteSection(suite: Suite): string[] {
  const rows = rulesOf(suite).map(({ id, rule, level }) => [
    code(id.split('/')[2] ?? ''),
    level,
    cell(rule.sentence),
    cell(rule.breaks),
    linked(rule.source).replaceAll('|', '\\|'),
  ])
  const head = suite.contract
    ? `Generated from [\`${suite.contract.schema}\`](../specs/openai/${suite.contract.schema}.schema.json), one rule a field.`
    : ''
  return [
    `### ${suite.id}`,
    `${cell(suite.about)}${/[.?!]$/.test(suite.about) ? '' : '.'}${head === '' ? '' : ` ${head}`}`,
    markdownTable([['rule', 'level', 'requirement', 'who breaks', 'source'], ...rows], { alignDelimiters: false }),
  ]
}
