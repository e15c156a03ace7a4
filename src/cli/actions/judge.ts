import { judgeStored, judgedInto, watchStored, type JudgeOptions } from '../../library/judge.ts'
import type { Environment } from '../../server/sides.ts'
import { interruption } from '../interruption.ts'
import { publish } from '../publish.ts'
import { exitCodeOf, printVerdict } from '../verdict.ts'
import { watchingUntil } from '../watching.ts'

type Asked = JudgeOptions & Required<Pick<JudgeOptions, 'formats'>> & { watch: boolean }

export async function judgeCommand(place: string, { watch, ...options }: Asked, env: Environment): Promise<number> {
  const out = judgedInto(place, options.out)
  const material = await (watch ? watched(place, { ...options, env }) : judgeStored(place, { ...options, env }))
  const { record } = material
  await publish(material, options, env)
  printVerdict(record, { out, formats: options.formats, profiles: options.profiles ?? [] }, env)
  return exitCodeOf(record)
}

async function watched(place: string, options: JudgeOptions): ReturnType<typeof watchStored> {
  const { signal, release } = interruption('The verdict on what was captured follows.')
  try {
    return await watchStored(place, options, watchingUntil(signal, place))
  } finally {
    release()
  }
}
