import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { ofDecodedBody } from '../../src/wire/decode.ts'
import { toChunk, type Exchange, type HeaderPair } from '../../src/wire/exchange.ts'

/** One recorded exchange of a corpus: structure, numbers and framing are the service's own, free text is masked. */
export interface CorpusRow {
  id: string
  provider: string
  /** Month of the recording, where known. */
  recordedAt: string | null
  /** `raw`; `reserialized`: parsed and written again; `scrubbed`: ids and times were replaced by the recorder. */
  fidelity: 'raw' | 'reserialized' | 'scrubbed'
  endpoint: string
  stream: boolean
  features: string[]
  request: { method: string; body: unknown }
  response: { status: number; headers: Record<string, string | string[]>; body: string }
}

/** The rows of all `.jsonl.gz` files of a folder whose name matches the glob. Empty where there are none. */
export function readCorpus(dir: string, glob: string): CorpusRow[] {
  return globSync(`${glob}.jsonl.gz`, { cwd: dir })
    .sort()
    .flatMap((file) =>
      gunzipSync(readFileSync(path.join(dir, file)))
        .toString('utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as CorpusRow),
    )
}

/** A row as the exchange it was. */
export function corpusExchange({ id, endpoint, request, response }: CorpusRow): Exchange {
  const headers = Object.entries(response.headers).flatMap(([name, values]) =>
    [values].flat().map((value): HeaderPair => [name, value]),
  )
  return {
    key: id,
    request: {
      method: request.method,
      path: endpoint,
      headers: [],
      body: request.body === null ? null : JSON.stringify(request.body),
      via: 'http',
    },
    response: {
      status: response.status,
      statusText: '',
      httpVersion: '1.1',
      headers: ofDecodedBody(headers),
      chunks: [toChunk(Buffer.from(response.body), 0)],
      complete: true,
    },
    failure: null,
    timing: { startedAt: '', headersMs: 0, firstByteMs: 0, endMs: 0 },
  }
}
