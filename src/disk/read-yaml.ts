import { readFileSync } from 'node:fs'
import { parseDocument, type Document } from 'yaml'
import { Failure } from '../failure.ts'

/** What a file is to its reader: `The profile x.yaml`, and the code of the failure where it is none. */
export interface YamlFile { file: string; code: string; what: string }

/** A YAML file with its comments. @throws Failure in one line for what is no YAML. */
export function readDocument({ file, code, what }: YamlFile): Document {
  const parsed = parseDocument(readFileSync(file, 'utf8'), { schema: 'core', logLevel: 'error' })
  const [error] = parsed.errors
  if (error) throw new Failure(code, `${what} is not YAML (${error.message.split('\n')[0]}).`)
  return parsed
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
    throw new Failure(yaml.code, `${yaml.what} is not YAML that can be read (${cause instanceof TypeError ? 'something in it contains itself' : (cause as Error).message}). Write it without anchors and aliases.`, { cause })
  }
}
