import type { CliCommand } from '../command.ts'
import { audit } from './audit.ts'
import { bisect } from './bisect.ts'
import { checkReference } from './check-reference.ts'
import { compare } from './compare.ts'
import { deviationReport } from './deviation-report.ts'
import { explain } from './explain.ts'
import { init } from './init.ts'
import { judge } from './judge.ts'
import { learn } from './learn.ts'
import { list } from './list.ts'
import { matrix } from './matrix.ts'
import { merge } from './merge.ts'
import { plan } from './plan.ts'
import { presets } from './presets.ts'
import { releases } from './releases.ts'
import { run } from './run.ts'
import { standIn } from './stand-in.ts'
import { upgrade } from './upgrade.ts'

/** Every command, in the order in which `--help` shows them. */
export const commands: CliCommand[] = [
  run,
  plan,
  upgrade,
  compare,
  bisect,
  matrix,
  list,
  presets,
  releases,
  explain,
  judge,
  merge,
  deviationReport,
  checkReference,
  audit,
  learn,
  init,
  standIn,
]
