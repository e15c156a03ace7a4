import { describe, expect, test, vi } from 'vitest'
import { answer } from '../../src/define/index.ts'
import { calls, type SdkCall } from '../../src/wire/calls.ts'
import { driveSdk, type SdkRequest } from '../../src/wire/drive.ts'
import { sdkVariables, TRAP, traps } from './sdk-variables.ts'

const body = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], input: 'Hi', prompt: 'Hi' }

/** What one call wants to send. */
async function sentBy(call: SdkCall): Promise<SdkRequest[]> {
  const sent: SdkRequest[] = []
  await driveSdk(call, body, (request) => {
    sent.push(request)
    return answer()
  })
  return sent
}

test('the sources of the SDK name the variables that it reads', () => {
  expect(sdkVariables()).toEqual(
    expect.arrayContaining([
      'OPENAI_API_KEY',
      'OPENAI_BASE_URL',
      'OPENAI_CUSTOM_HEADERS',
      'OPENAI_ORG_ID',
      'OPENAI_PROJECT_ID',
    ]),
  )
})

describe('the SDK takes nothing from the environment', () => {
  test.for(Object.keys(calls) as SdkCall[])('%s', async (call) => {
    const before = process.env
    // The trapped call goes first, so that a variable that the SDK reads while it is loaded shows as well.
    for (const [name, value] of Object.entries(traps())) vi.stubEnv(name, value)
    const trapped = await sentBy(call)
    vi.unstubAllEnvs()
    expect(process.env).toBe(before)
    const plain = await sentBy(call)
    expect(JSON.stringify(trapped)).not.toMatch(TRAP)
    expect(plain.length).toBeGreaterThan(0)
    expect(trapped).toEqual(plain)
    const names = plain.flatMap(({ headers }) => headers.map(([name]) => name))
    expect(names).toEqual(expect.arrayContaining(['accept', 'user-agent', 'x-stainless-lang']))
    expect(names).not.toContain('authorization')
  })
})
