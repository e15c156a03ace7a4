import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder } from './command-line.ts'
import { refused } from './refused.ts'

const PROFILE = `id: my-app
name: My app
requires: [{ rules: [chat/id/**], reason: it reads them }]
probes:
  - { id: hello, about: a greeting, path: /chat/completions, body: { messages: [{ role: user, content: hi }], stream: true } }
`
const profileFile = (): string => {
  const file = path.join(folder(), 'my-app.yaml')
  writeFileSync(file, PROFILE)
  return file
}
const explained = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await cli(['explain', ...args])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

describe.concurrent('explain', () => {
  test('a rule: what it demands, which clients depend on it, and what is sent', async () => {
    const text = await explained('tools/choice-required/forces-a-call')
    // Where calls are lost in whatever form, this rule fails, too.
    expect(text).toMatch(/^breaks +.*openai-node/m)
    expect(text).toMatch(/^breaks +.*pydantic-ai/m)
    expect(text).toMatch(/^level +must$/m)
    expect(text).toMatch(/^source +https:/m)
    expect(text).toContain('required: POST /chat/completions {')
    expect(await explained('tools/choice-invalid/undeclared-function')).toContain(
      'no client with a profile depends on it',
    )
  })

  test('a topic: its rules and what is sent', async () => {
    const text = await explained('tools/choice-required')
    expect(text).toContain('tools/choice-required/forces-a-call')
    expect(text).toContain('streamed: POST /chat/completions {')
    expect(text).not.toContain('tools/choice-none/')
  })

  test('an area: its topics, the one with the most important rules first', async () => {
    const lines = (await explained('tools')).trimEnd().split('\n')
    expect(lines[0]).toMatch(/^tools: \d+ topics, \d+ rules/)
    const topics = lines.slice(2).map((line) => line.split(' ')[0])
    expect(topics.every((topic) => topic?.startsWith('tools/'))).toBe(true)
    expect(topics).not.toEqual(topics.toSorted())
  })

  test('a client, by its id or by the file of its profile', async () => {
    expect(await explained('zed')).toMatch(/^Zed .*\(zed\)[\s\S]*Is limited without/)
    const text = await explained(profileFile())
    expect(text).toContain('it reads them')
    expect(text).toContain('app/my-app-hello: a greeting')
  })

  test('a rule of an app, with the file of its profile', async () => {
    const text = await explained('app/my-app-hello/whole-stream', '--profile', profileFile())
    expect(text).toContain('"content":"hi"')
    expect(text).not.toContain('suites/app')
    await refused(['explain', 'app/my-app-hello/whole-stream'], /Name the file of that profile: `.* --profile FILE`/)
  })

  test('anything else is one line with the nearest name', async () => {
    await refused(['explain', 'tools/choice-requird'], /The nearest is tools\/choice-required;/)
    await refused(['explain', 'strcutured-output'], /The nearest is structured-output;/)
    await refused(['explain', 'zde'], /The nearest is zed;/)
  })
})
