import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import semver from 'semver'
import type { TestProject } from 'vitest/node'
import { npm, tryNode, type NodeVersion } from './npm.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The package as it would be published. */
    tarball: string
    /** A folder that has installed it, and nothing else. */
    app: string
    /** What it is tried on. Without a path where it could not be had. */
    nodes: NodeVersion[]
    /** One that is too old. */
    tooOld: NodeVersion
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url))

const CACHE = path.join(root, 'node_modules/.cache/nodes')

/** Packs once, installs once: what npm fetches for somebody who installs the package, without what the project needs for itself. */
export default function setup({ provide }: TestProject): () => void {
  const place = mkdtempSync(path.join(tmpdir(), 'conformance-package-'))
  const [packed] = JSON.parse(npm(['pack', '--json', '--silent', '--pack-destination', place], { cwd: root })) as {
    filename: string
  }[]
  const tarball = path.join(place, packed?.filename ?? '')
  const app = path.join(place, 'app')
  mkdirSync(app)
  writeFileSync(path.join(app, 'package.json'), '{"name": "app", "private": true, "type": "module"}\n')
  // The types of Node are what a program in TypeScript has beside it.
  npm(['install', '--no-audit', '--no-fund', '--prefer-offline', tarball, '@types/node@24'], { cwd: app })
  provide('tarball', tarball)
  provide('app', app)
  provide('nodes', nodes())
  provide('tooOld', tryNode('20.19.0', CACHE))
  return () => rmSync(place, { recursive: true, force: true })
}

/** The project's own Node, the oldest that the package says it runs on, and those of OTHER_NODES: paths of binaries, separated by colons. */
function nodes(): NodeVersion[] {
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { engines: { node: string } }
  const oldest = semver.minVersion(engines.node)?.version ?? ''
  const others = (process.env['OTHER_NODES'] ?? '').split(':').filter(Boolean)
  return [
    { name: process.version, path: process.execPath },
    tryNode(oldest, CACHE),
    ...others.map((one) => ({ name: one, path: one })),
  ]
}
