import path from 'node:path'
import { folderIn, kindOf } from '../../disk/own-files.ts'
import { writeWhole } from '../../disk/write-whole.ts'
import { shellWord } from '../../report/shell-word.ts'
import type { Environment } from '../../server/sides.ts'
import { addressText, parseAddress } from '../../wire/address.ts'
import { outColours } from '../colours.ts'
import { commandName } from '../command-name.ts'
import { FOLDER, initFiles, type CiService } from '../init-files.ts'

export interface InitFlags {
  ci?: CiService
  target?: string
  dir: string
}

/** Writes what a gate needs, leaves alone what is there, and says what comes next. */
export async function initCommand({ ci, target, dir }: InitFlags, env: Environment): Promise<number> {
  const asked = target === undefined ? undefined : addressText(parseAddress(target))
  for (const { folder, name, text } of initFiles(ci, asked)) {
    const place = path.join(...folder, name)
    if (kindOf(path.join(dir, place)) !== null) {
      console.log(`${place} is there already and stays as it is`)
      continue
    }
    writeWhole(path.join(folderIn(dir, ...folder), name), text)
    console.log(`${place} written`)
  }
  console.log(['', ...nextLines(asked ?? 'http://127.0.0.1:11434', commandName(env)), ...hint(ci)].join('\n'))
  return 0
}

function nextLines(target: string, name: string): string[] {
  const url = shellWord(target)
  const gate = `--profile ${FOLDER}/my-app.yaml`
  return [
    outColours.bold('Learn what your app needs'),
    `  ${name} learn --upstream ${url} --command 'npm run e2e' --out ${FOLDER}/my-app.yaml`,
    outColours.bold('Run the gate'),
    `  ${name} run --target ${url} ${gate} --known ${FOLDER}/known.yaml`,
    outColours.bold('Compare before an upgrade'),
    `  ${name} compare ${url} http://127.0.0.1:11435 ${gate}`,
  ]
}

/** What is left to do by hand. */
const hint = (ci: CiService | undefined): string[] =>
  ci === 'gitlab'
    ? ['', `Add to .gitlab-ci.yml: include: { local: ${FOLDER}/gitlab.yml }`]
    : ci === 'jenkins'
      ? ['', `Make a pipeline in Jenkins with the script path ${FOLDER}/Jenkinsfile`]
      : []
