import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { isAlive, store } from '../cli/binaries.ts'
import { cli, folder, type Ended } from '../cli/command-line.ts'
import { fakeReleases, type Fault } from './fake-releases.ts'

const RULE = 'stop/string/ends-before-it'

interface Bisected extends Ended {
  dir: string
  out: string
  installed: string[]
}

async function bisected(
  ends: string[],
  faults: Record<string, Fault | null>,
  args = ['--rule', RULE],
  notes: Record<string, string> = {},
): Promise<Bisected> {
  const [dir, out] = [folder(), folder()]
  const releases = fakeReleases(dir, faults, notes)
  const ended = await cli(['bisect', ...ends, '--out', out, ...args], { OLLAMA_MODELS: store() }, releases)
  return { ...ended, dir, out, installed: [...new Set(releases.installed)] }
}

const firstLine = ({ stdout }: Ended): string | undefined => stdout.trim().split('\n')[0]

const SIX: Record<string, Fault | null> = {
  '0.1.0': null,
  '0.2.0': null,
  '0.3.0': null,
  '0.4.0-rc1': 'deaf',
  '0.4.0': 'deaf',
  '0.5.0': 'deaf',
  '0.6.0': 'deaf',
}

describe.concurrent('bisect', () => {
  test('names the release in which a rule flipped, with two reports and the notes that speak of it', async () => {
    const notes = { '0.4.0': '- Stop sequences are faster\n- New models', '0.3.0': '- stop of another release' }
    const ended = await bisected(['0.1.0', '0.6.0'], SIX, ['--rule', RULE], notes)
    expect(ended.code).toBe(0)
    expect(firstLine(ended)).toBe(`FLIPPED in 0.4.0  ${RULE} holds in 0.3.0 and fails in 0.4.0, its neighbour.`)
    expect(ended.stdout).toContain('Release notes of 0.4.0:\n  Stop sequences are faster\n')
    expect(ended.stdout).not.toMatch(/New models|another release/)
    expect(ended.stderr).toContain('4 releases between 0.1.0 and 0.6.0')
    const steps = ended.stderr.split('\n').filter((line) => /^0\.\d\.0 {2}/.test(line))
    expect(steps.map((line) => line.replace(/: .* {2}\(/, '  ('))).toEqual([
      '0.1.0  holds  (5 releases left)',
      '0.6.0  fails  (5 releases left)',
      '0.3.0  holds  (3 releases left)',
      '0.4.0  fails  (1 release left)',
    ])
    for (const version of ['0.3.0', '0.4.0', '0.4.0-again']) {
      const report = path.join(ended.out, version, 'report.md')
      expect(readFileSync(report, 'utf8')).toContain(`Ollama ${version.replace('-again', '')}`)
      if (version !== '0.4.0-again') expect(ended.stdout).toContain(path.join(ended.out, version))
    }
    expect(existsSync(path.join(ended.out, '0.4.0-again-2'))).toBe(false)
    for (const version of ended.installed) expect(isAlive(path.join(ended.dir, `${version}.pid`)), version).toBe(false)
  })

  test('asks candidates only with --rc', async () => {
    const without = await bisected(['0.3.0', '0.4.0'], SIX)
    expect(without.installed).toEqual(['0.3.0', '0.4.0'])
    expect(firstLine(without)).toMatch(/^FLIPPED in 0\.4\.0 {2}/)
    const withThem = await bisected(['0.3.0', '0.4.0'], SIX, ['--rule', RULE, '--rc'])
    expect(firstLine(withThem)).toMatch(/^FLIPPED in 0\.4\.0-rc1 {2}.* holds in 0\.3\.0 and fails in 0\.4\.0-rc1/)
  })

  test('from a newer release to an older one names the release that mended it', async () => {
    const ended = await bisected(['0.3.0', '0.1.0'], { '0.1.0': 'deaf', '0.2.0': null, '0.3.0': null })
    expect(firstLine(ended)).toBe(`FLIPPED in 0.2.0  ${RULE} holds in 0.2.0 and fails in 0.1.0, its neighbour.`)
  })

  test('looks for what a client needs as well', async () => {
    const file = path.join(folder(), 'app.yaml')
    writeFileSync(file, `id: my-app\nname: My app\nrequires:\n  - rules: [${RULE}]\n    reason: it reads on\n`)
    const faults = { '0.1.0': null, '0.2.0': 'deaf', '0.3.0': 'deaf' } as const
    const ended = await bisected(['0.1.0', '0.3.0'], faults, ['--profile', file])
    expect(ended.code).toBe(0)
    expect(firstLine(ended)).toMatch(/^FLIPPED in 0\.2\.0 {2}/)
    expect(ended.stdout).toContain(`Found in 0.2.0: it reads on (${RULE})`)
  })

  test('passes over a release that cannot be had or started, and says so', async () => {
    const faults = { '0.1.0': null, '0.2.0': null, '0.3.0': 'broken', '0.4.0': 'missing', '0.5.0': 'deaf' } as const
    const ended = await bisected(['0.1.0', '0.5.0'], { ...faults, '0.4.0': 'deaf' })
    expect(ended.stderr).toMatch(/^0\.3\.0 {2}skipped: .*no such library/m)
    expect(ended.code).toBe(2)
    expect(firstLine(ended)).toBe(
      `COULD NOT JUDGE  ${RULE} holds in 0.2.0 and fails in 0.4.0; between them 0.3.0 gave no verdict, so it may be any of these, or 0.4.0.`,
    )
    const missing = await bisected(['0.1.0', '0.5.0'], { ...faults, '0.3.0': 'deaf' })
    expect(missing.code).toBe(0)
    expect(firstLine(missing)).toMatch(/^FLIPPED in 0\.3\.0 {2}/)
  })

  test('a rule that flips by itself is traced to no release', async () => {
    const ended = await bisected(['0.1.0', '0.3.0'], { '0.1.0': null, '0.2.0': 'wavering', '0.3.0': 'deaf' })
    expect(ended.code).toBe(2)
    expect(firstLine(ended)).toMatch(/^COULD NOT JUDGE {2}stop\S+ is not steady in 0\.2\.0: holds, then fails\./)
  })

  test.for<[string, Fault | null, Fault | null, string, number]>([
    [
      'GOOD fails',
      'deaf',
      'deaf',
      `${RULE} fails in 0.1.0, which was named as GOOD. Name as GOOD a release in which it holds.`,
      1,
    ],
    [
      'BAD holds',
      null,
      null,
      `${RULE} holds in 0.2.0, which was named as BAD. Name as BAD a release in which it fails.`,
      2,
    ],
    [
      'GOOD is missing',
      'missing',
      'deaf',
      `${RULE} gave no verdict in 0.1.0, which was named as GOOD: 0.1.0 cannot be fetched. Name`,
      1,
    ],
  ])('where %s, one line says so', async ([, good, bad, said, installed]) => {
    const ended = await bisected(['0.1.0', '0.2.0'], { '0.1.0': good, '0.2.0': bad })
    expect(ended.code).toBe(2)
    expect(ended.stdout.trim().split('\n')).toHaveLength(1)
    expect(firstLine(ended)).toContain(`COULD NOT JUDGE  ${said}`)
    expect(ended.installed).toHaveLength(installed)
  })
})
