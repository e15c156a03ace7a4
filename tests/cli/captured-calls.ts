import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { cli, folder, written, type Reported } from './command-line.ts'

export type Body = Record<string, unknown>

/** A line of a JSONL of exchanges. */
export const row = (body: unknown, more: Body = {}): Body => ({
  request: {
    url: 'https://gateway.example/v1/chat/completions',
    body: { model: 'small', messages: [{ role: 'user', content: 'Hello.' }] },
  },
  response: { status: 200, headers: { 'content-type': 'application/json' }, body },
  ...more,
})

/** An entry of a HAR. */
export const entry = (
  text: string,
  type = 'application/json',
  url = 'https://gateway.example/v1/chat/completions',
): Body => ({
  startedDateTime: '2026-11-01T10:00:00Z',
  time: 120,
  timings: { wait: 80 },
  request: {
    method: 'POST',
    url,
    headers: [{ name: 'Content-Type', value: 'application/json' }],
    postData: {
      text: JSON.stringify({
        model: 'small',
        messages: [{ role: 'user', content: 'Hello.' }],
        stream: type.includes('event'),
      }),
    },
  },
  response: {
    status: 200,
    statusText: 'OK',
    headers: [
      { name: 'Content-Type', value: type },
      { name: 'content-encoding', value: 'br' },
    ],
    content: { mimeType: type, text },
  },
})

export function file(name: string, content: string | Buffer): string {
  const place = path.join(folder(), name)
  writeFileSync(place, content)
  return place
}

export const jsonl = (rows: readonly unknown[]): string => rows.map((one) => JSON.stringify(one)).join('\n')
export const har = (entries: readonly unknown[]): string => JSON.stringify({ log: { version: '1.2', entries } })

export async function judged(place: string, ...more: string[]): Promise<Reported> {
  const out = folder()
  return { ...(await cli(['judge', place, '--out', out, ...more])), ...written(out) }
}
