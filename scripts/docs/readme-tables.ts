import { markdownTable } from 'markdown-table'
import { wasAsked } from '../../src/policy/capabilities.ts'
import type { ProfileVerdict } from '../../src/policy/profile-verdict.ts'
import { clientName } from '../../src/policy/verdict-words.ts'
import type { RunRecord } from '../../src/record/record.ts'

const VERDICTS: Record<ProfileVerdict['verdict'], string> = {
  works: 'works',
  'works-with-limits': 'limits',
  breaks: '**breaks**',
  'not-judged': 'not judged',
}

/** The reports of the bundled recordings, the oldest release first. */
type Reports = readonly { name: string; record: RunRecord }[]

/** The README with its tables made anew, each between `<!-- NAME -->` and `<!-- /NAME -->`. Pure. */
export const readmeWith = (readme: string, reports: Reports): string =>
  replaced(replaced(readme, 'releases', releases(reports)), 'clients', clients(reports))

/** @throws Error where the README has no such place. */
function replaced(text: string, name: string, table: string): string {
  const place = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(\n<!-- /${name} -->)`)
  if (!place.test(text)) throw new Error(`README.md has no <!-- ${name} --> … <!-- /${name} -->.`)
  return text.replace(place, (_all, head: string, end: string) => `${head}\n${table}\n${end}`)
}

const version = ({ target }: RunRecord): string => target.server?.version ?? ''

/** How many capabilities work, of those that the run was about. */
function working({ capabilities }: RunRecord): string {
  const asked = capabilities.filter(wasAsked)
  return `${asked.filter(({ state }) => state === 'works').length} of ${asked.length}`
}

function releases(reports: Reports): string {
  const head = [
    'Ollama',
    'capabilities',
    'pass',
    'fail (must)',
    'fail (should)',
    'fail (may)',
    'of these ignored',
    'unsupported',
    'inconclusive',
    'report',
  ]
  const rows = reports.map(({ name, record }) => {
    const {
      byLevel: { must, should, may },
      ignored,
    } = record.summary
    const all = (outcome: 'pass' | 'unsupported' | 'inconclusive'): number =>
      must[outcome] + should[outcome] + may[outcome]
    const numbers = [
      all('pass'),
      must.fail,
      should.fail,
      may.fail,
      ignored.length,
      all('unsupported'),
      all('inconclusive'),
    ]
    return [version(record), working(record), ...numbers.map(String), `[report](reports/${name}/report.md)`]
  })
  return markdownTable([head, ...rows], {
    align: ['l', 'r', 'r', 'r', 'r', 'r', 'r', 'r', 'r', 'l'],
    alignDelimiters: false,
  })
}

function clients(reports: Reports): string {
  const rows = (reports.at(-1)?.record.profiles ?? []).map((client) => [
    clientName(client),
    ...reports.map(({ record }) => {
      const verdict = record.profiles.find(({ id }) => id === client.id)?.verdict
      return verdict === undefined ? '' : VERDICTS[verdict]
    }),
  ])
  const head = ['client', ...reports.map(({ record }) => version(record))]
  return markdownTable([head, ...rows], { align: head.map(() => 'l'), alignDelimiters: false })
}
