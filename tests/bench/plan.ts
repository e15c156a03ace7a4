import { loadSuites } from '../../src/plan/load-suites.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { readRecording } from '../../src/recording/recording.ts'
import { chooseModels } from '../../src/server/models.ts'
import type { ChosenModels } from '../../src/suite/models.ts'
import type { Bench } from './bench.ts'
import { bundled } from './recordings.ts'

const name = 'every-kind'
const everyKind = (): ChosenModels =>
  chooseModels([], { chat: name, tools: name, toolless: name, thinking: name, vision: name, embedding: name })

export const plan: Bench = {
  name: 'plan',
  about: 'requests and generated tokens of the default plan, at most',
  async run({ only }) {
    const suites = await loadSuites()
    const row = (of: string, models: ChosenModels): string[] => {
      const { suites: planned, requests, tokens } = makePlan(suites, models, { only, skip: [] })
      return [of, planned.length, planned.flatMap(({ rules }) => rules).length, requests, tokens].map(String)
    }
    return {
      heading: 'Requests and tokens of the default plan',
      columns: ['', 'suites', 'rules', 'requests', 'tokens'],
      rows: [
        row('a server with every kind of model', everyKind()),
        row('the models of the bundled recording', readRecording(bundled()).info.models),
      ],
    }
  },
}
