import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { commandLinesIn, readAsCommandLine } from './command-lines.ts'

interface Container {
  name: string
  image: string
  command?: string[]
  args: string[]
  volumeMounts: { name: string; mountPath: string }[]
}
interface Job {
  kind: string
  metadata: { name: string }
  spec: {
    completionMode?: string
    completions?: number
    parallelism?: number
    template: {
      spec: {
        restartPolicy: string
        containers: [Container]
        volumes: { name: string; persistentVolumeClaim: { claimName: string } }[]
      }
    }
  }
}

const text = (file: string): string => readFileSync(new URL(`../../docs/ci/${file}`, import.meta.url), 'utf8')
const documents = (file: string): Job[] =>
  parseAllDocuments(text(file)).map((document) => {
    expect(document.errors).toEqual([])
    return document.toJS() as Job
  })
const schema = JSON.parse(readFileSync(new URL('./kubernetes.schema.json', import.meta.url), 'utf8')) as object
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema)
const job = (file: string): Job => documents(file).find(({ kind }) => kind === 'Job') as Job

describe('the manifests for Kubernetes', () => {
  test.for(['kubernetes-job.yaml', 'kubernetes-merge.yaml'])('%s has the form of its kinds', (file) => {
    for (const one of documents(file)) {
      validate(one)
      expect(validate.errors ?? []).toEqual([])
    }
  })

  test('the schema refuses what Kubernetes does not know', () => {
    const one = job('kubernetes-job.yaml')
    expect(validate({ ...one, spec: { ...one.spec, completionmode: 'Indexed' } })).toBe(false)
    expect(validate({ ...one, spec: { ...one.spec, completionMode: 'indexed' } })).toBe(false)
    expect(validate({ ...one, apiVersion: 'v1' })).toBe(false)
  })

  test('each pod of the indexed job runs the shard of its index, and all shards are run', async () => {
    const { spec } = job('kubernetes-job.yaml')
    const [container] = spec.template.spec.containers
    expect(spec).toMatchObject({ completionMode: 'Indexed', completions: spec.parallelism })
    expect(spec.template.spec.restartPolicy).toBe('Never')
    const script = container.args[0] ?? ''
    expect(script).toContain('shard=$((JOB_COMPLETION_INDEX + 1))')
    expect(script).toContain(`--shard "$shard/${spec.completions}"`)
    const [line = []] = commandLinesIn(script)
    await readAsCommandLine(line)
    expect(line).toEqual(expect.arrayContaining(['--resume', '--fail-on', 'never']))
  })

  test('the merge names the folder of every shard', async () => {
    const { spec } = job('kubernetes-job.yaml')
    const merge = job('kubernetes-merge.yaml')
    const [container] = merge.spec.template.spec.containers
    await readAsCommandLine(container.args)
    expect(container.args.slice(0, 1 + (spec.completions ?? 0))).toEqual([
      'merge',
      ...Array.from({ length: spec.completions ?? 0 }, (_, at) => `/results/${at + 1}`),
    ])
    expect(container.image).toBe(spec.template.spec.containers[0].image)
    expect(merge.spec.template.spec.volumes).toEqual(spec.template.spec.volumes)
  })

  test('every volume that is mounted is there', () => {
    const claims = documents('kubernetes-job.yaml')
      .filter(({ kind }) => kind === 'PersistentVolumeClaim')
      .map(({ metadata }) => metadata.name)
    for (const file of ['kubernetes-job.yaml', 'kubernetes-merge.yaml']) {
      const {
        containers: [container],
        volumes,
      } = job(file).spec.template.spec
      expect(container.volumeMounts.map(({ name }) => name)).toEqual(volumes.map(({ name }) => name))
      expect(claims).toEqual(
        expect.arrayContaining(volumes.map(({ persistentVolumeClaim }) => persistentVolumeClaim.claimName)),
      )
    }
  })

  test('the image copies what there is', () => {
    const copied = [...text('Dockerfile').matchAll(/^COPY (.*) \S+$/gm)].flatMap(([, list = '']) => list.split(' '))
    expect(copied).toEqual(
      expect.arrayContaining(['package.json', 'package-lock.json', 'src', 'suites', 'specs', 'fixtures']),
    )
    expect(copied.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)))).toEqual([])
  })
})
