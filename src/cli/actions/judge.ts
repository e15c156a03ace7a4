import { judgeStored, judgedInto, type JudgeOptions } from '../../library/judge.ts'
import type { Environment } from '../../server/sides.ts'
import { publish } from '../publish.ts'
import { exitCodeOf, printVerdict } from '../verdict.ts'

export async function judgeCommand(
  place: string,
  options: JudgeOptions & Required<Pick<JudgeOptions, 'formats'>>,
  env: Environment,
): Promise<number> {
  const out = judgedInto(place, options.out)
  const material = await judgeStored(place, { ...options, env })
  const { record } = material
  await publish(material, options, env)
  printVerdict(record, { out, formats: options.formats, profiles: options.profiles ?? [] }, env)
  return exitCodeOf(record)
}
