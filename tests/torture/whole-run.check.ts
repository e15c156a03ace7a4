import { test } from 'vitest'
import { runMixed } from './mixed-run.ts'

test('a run of everything over a server that is hostile in every way ends with a whole report, and can be judged again and replayed', async () => {
  await runMixed([], 300)
})
