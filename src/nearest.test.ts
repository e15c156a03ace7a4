import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const NAMES = [
  'cline',
  'codex',
  'langchain-js',
  'openai-agents-js',
  'vercel-ai-sdk-responses',
  'vercel-ai-sdk',
  'zed',
  'tools/choice-required/forces-a-call',
]

test.for([
  ['vercel', 'vercel-ai-sdk'],
  ['Vercel', 'vercel-ai-sdk'],
  ['./vercel.yaml', 'vercel-ai-sdk'],
  ['langchain', 'langchain-js'],
  ['agents', 'openai-agents-js'],
  ['forces-a-call', 'tools/choice-required/forces-a-call'],
  ['zedd', 'zed'],
  ['clien', 'cline'],
])('%s is nearest to %s', ([typed, name]) => {
  expect(nearest(typed ?? '', NAMES)).toBe(name)
})
