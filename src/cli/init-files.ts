import { fileURLToPath } from 'node:url'
import { isMap, isSeq, parseDocument, type Document } from 'yaml'
import { readText } from '../disk/read-file.ts'

/** The services that a workflow can be written for. */
export const CI_SERVICES = ['github', 'gitlab', 'jenkins'] as const
export type CiService = (typeof CI_SERVICES)[number]

/** A file that `init` writes, by its path in the project. */
export interface InitFile {
  folder: string[]
  name: string
  text: string
}

/** The folder of all that is no workflow. */
export const FOLDER = 'conformance'

const PROFILE = `# What the app needs of a server. \`ollama-conformance learn\` measures it, and keeps what you write here.
id: my-app
name: My app
# Until it was measured: what the official library of OpenAI needs. Measuring takes this line out.
extends: openai-node
requires: []
`

const KNOWN = `# Known deviations: failures that are expected. Each is still run; one that passes, matches nothing or has expired fails the run.
# - rule: stop/string/ends-before-it
#   reason: why it is accepted
#   link: https://example.com/issue
#   expires: 2027-12-31
[]
`

/** The profile and the list, and the workflow that uses them. */
export const initFiles = (ci: CiService | undefined, target: string | undefined): InitFile[] => [
  { folder: [FOLDER], name: 'my-app.yaml', text: PROFILE },
  { folder: [FOLDER], name: 'known.yaml', text: KNOWN },
  ...(ci ? [{ ...PLACES[ci], text: workflow(ci, target) }] : []),
]

const PLACES: Record<CiService, Omit<InitFile, 'text'>> = {
  github: { folder: ['.github', 'workflows'], name: 'conformance.yml' },
  gitlab: { folder: [FOLDER], name: 'gitlab.yml' },
  jenkins: { folder: [FOLDER], name: 'Jenkinsfile' },
}

/** What the workflow asks where nobody names another: a server that it starts itself, but for Jenkins. */
const RECIPES: Record<CiService, string> = {
  github: 'github-gate.yml',
  gitlab: 'gitlab-gate.yml',
  jenkins: 'Jenkinsfile',
}

/** The recipe of the docs, for this target. */
function workflow(ci: CiService, target: string | undefined): string {
  const file = fileURLToPath(new URL(`../../docs/ci/${RECIPES[ci]}`, import.meta.url))
  const text = readText({ file, code: 'INIT_FAILED', what: `The recipe ${RECIPES[ci]}` }, 1_000_000)
  if (target === undefined) return text
  if (ci === 'jenkins')
    return text.replace(/(defaultValue: ')[^']*/, (_, before: string) => before + target.replaceAll("'", '%27'))
  const document = parseDocument(text)
  if (ci === 'github') askElsewhere(document, ['jobs', 'gate'], 'env', target)
  else askElsewhere(document, ['conformance'], 'variables', target)
  return document.toString({ lineWidth: 0 })
}

/** A server that is there already is not started, and gets no model. */
function askElsewhere(document: Document, job: string[], variables: string, target: string): void {
  document.setIn([...job, variables, 'TARGET'], target)
  document.deleteIn([...job, 'services'])
  document.deleteIn([...job, 'before_script'])
  const steps = document.getIn([...job, 'steps'])
  if (isSeq(steps))
    steps.items = steps.items.filter((step) => !(isMap(step) && String(step.get('run')).includes('/api/pull')))
}
