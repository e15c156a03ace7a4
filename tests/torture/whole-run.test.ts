import { test } from 'vitest'
import { runMixed } from './mixed-run.ts'

test('a run over a server that is hostile in every way ends with a whole report, and can be judged again and replayed', async () => {
  await runMixed(
    ['--only', 'chat', 'stop', 'streaming/chunk', 'tools/call', 'usage/sum', 'embeddings/response', 'errors/message'],
    40,
  )
})
