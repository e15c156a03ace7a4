import { isScalar, parseDocument, visit, type Document } from 'yaml'
import { Failure } from '../failure.ts'
import { readText } from './read-file.ts'

/** What a file is to its reader: `The profile x.yaml`, and the code of the failure where it is invalid. */
export interface YamlFile {
  file: string
  code: string
  what: string
}

/** Bytes. The longest lists of rules that people keep, with requests of an app that hold whole texts, are far below. */
const MOST = 4 * 1024 * 1024
/** Each alias is looked for in all that stands before it. */
const MOST_ALIASES = 100

/** A YAML file with its comments. @throws Failure in one line for what is no YAML. */
export function readDocument({ file, code, what }: YamlFile): Document {
  const text = readText({ file, code, what }, MOST)
  // It compares each key with each other, which takes minutes for a long list of them.
  const document = parseDocument(text, { schema: 'core', logLevel: 'error', uniqueKeys: false })
  const wrong = document.errors[0]?.message.split('\n')[0] ?? mistakeIn(document, text)
  if (wrong !== undefined) throw new Failure(code, `${what} is not YAML (${wrong}).`)
  return document
}

/** What the parser does not look for itself. */
function mistakeIn(document: Document, text: string): string | undefined {
  let wrong: string | undefined
  let aliases = 0
  const stopAt = (what: string): symbol => {
    wrong = what
    return visit.BREAK
  }
  visit(document, {
    Alias: () => (++aliases > MOST_ALIASES ? stopAt(`more than ${MOST_ALIASES} aliases: write it without`) : undefined),
    Map(_at, { items }) {
      const keys = items.flatMap(({ key }) => (isScalar(key) ? [key] : []))
      const names = new Set<unknown>()
      const twice = keys.find(({ value }) => names.size === names.add(value).size)
      return twice && stopAt(`Map keys must be unique at line ${text.slice(0, twice.range?.[0]).split('\n').length}`)
    },
  })
  return wrong
}

/** What a YAML file says. @throws Failure in one line, also for aliases that lead nowhere, back to themselves, or to far too much. */
export function readYaml(yaml: YamlFile): unknown {
  const document = readDocument(yaml)
  try {
    const value: unknown = document.toJS()
    // A list that is its own element has no end for whoever walks it.
    JSON.stringify(value)
    return value
  } catch (cause) {
    throw new Failure(
      yaml.code,
      `${yaml.what} is not YAML that can be read (${cause instanceof TypeError ? 'something in it contains itself' : (cause as Error).message}). Write it without anchors and aliases.`,
      { cause },
    )
  }
}
