import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

test.for([
  ['app.test.ts', 'ts'],
  ['test_app.py', 'python'],
])('the page on testing an app shows %s as it is run', ([file = '', language = '']) => {
  expect(read('../../docs/testing-your-app.md')).toContain(`\`\`\`${language}\n${read(file)}\`\`\``)
})
