import { readFileSync } from 'node:fs'
import path from 'node:path'

const IMPORT = /^(?:import|export) (?:type )?\{(.*)\} from '(\.[^']+)';$/

/**
 * The declarations that the exports of an entry file lead to, each with all it names, from the `.d.ts` files that the compiler wrote.
 * What a program can see, and nothing else: a change of it is a change for programs. @throws Error when a name leads nowhere.
 */
export function publicSurface(entry: string): string {
  const found = new Map<string, string>()
  const add = (name: string, file: string): void => {
    const known = readDeclarations(file)
    const declaration = known.own.get(name)
    if (declaration === undefined) {
      const from = known.imports.get(name)
      if (from === undefined) return
      add(from.name, path.resolve(path.dirname(file), from.path))
      return
    }
    const id = `${name} (${path.basename(file, '.d.ts')})`
    if (found.has(id)) return
    found.set(id, declaration)
    // Types begin with a capital; what does not is a property, or a value that `typeof` names.
    for (const [, word = ''] of declaration.matchAll(/(?:typeof |\b)((?<=typeof )\w+|[A-Z]\w*)/g))
      if (word !== name) add(word, file)
  }
  const exported = readDeclarations(entry).exported
  for (const name of exported) add(name, entry)
  const lost = exported.filter((name) => ![...found.keys()].some((id) => id.startsWith(`${name} (`)))
  if (exported.length === 0 || lost.length > 0)
    throw new Error(`These exports of ${entry} lead to no declaration: ${lost.join(', ')}`)
  return [
    `exports: ${exported.sort().join(', ')}`,
    ...[...found].sort(([one], [other]) => one.localeCompare(other, 'en')).map(([id, text]) => `// ${id}\n${text}`),
  ].join('\n\n')
}

/** A comment that is put better changes nothing for anybody. */
const withoutComments = (text: string): string => text.replaceAll(/^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*)\s*?\n/gm, '')

interface Declared {
  own: Map<string, string>
  imports: Map<string, { name: string; path: string }>
  /** The names that the file exports. */
  exported: string[]
}

const read = new Map<string, Declared>()

/** What a declaration file declares and takes from others. The compiler begins every declaration at the start of a line. */
function readDeclarations(file: string): Declared {
  const known = read.get(file)
  if (known) return known
  const own = new Map<string, string>()
  const imports: Declared['imports'] = new Map()
  const exported: string[] = []
  for (const statement of withoutComments(readFileSync(file, 'utf8')).split(
    /^(?=(?:export|declare|import|interface|type)\b)/m,
  )) {
    const [, names = '', from = ''] = IMPORT.exec(statement.trim()) ?? []
    for (const each of names.split(',').filter(Boolean)) {
      const [name = '', alias = name] = each
        .trim()
        .replace(/^type /, '')
        .split(' as ')
      imports.set(alias, { name, path: from.replace(/\.[jt]s$/, '.d.ts') })
      if (statement.startsWith('export')) exported.push(alias)
    }
    const [, declared] =
      /^(?:export )?(?:declare )?(?:abstract )?(?:const|function|class|interface|type) (\w+)/m.exec(statement) ?? []
    if (names !== '' || declared === undefined) continue
    own.set(declared, `${own.get(declared) ?? ''}${statement.trim()}`)
    if (statement.startsWith('export')) exported.push(declared)
  }
  const result = { own, imports, exported }
  read.set(file, result)
  return result
}
