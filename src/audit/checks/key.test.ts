import { expect, test } from 'vitest'
import { raw } from '../../suite/example.ts'
import type { AuditedServer, AuditRequest } from '../audit.ts'
import { comparedProperly } from './key.ts'

test.for(['sk-abc-0123', 'SK-ABC-0123', 'ÿµß-0123', 'ÀB-0123'])(
  'every key that is nearly %s fits into a header',
  async (key) => {
    const sent: string[] = []
    const ask = async ({ key: which }: AuditRequest): Promise<ReturnType<typeof raw>> => {
      if (typeof which === 'object') sent.push(which.authorization)
      return raw(['{"object":"list","data":[]}'], { status: which === 'real' ? 200 : 401 })
    }
    expect(
      await comparedProperly.run({ ask, key, address: { apiPath: '/v1' } } as unknown as AuditedServer),
    ).toMatchObject({ state: 'fine' })
    expect(sent.length).toBeGreaterThan(4)
    for (const authorization of sent) expect(authorization).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/)
  },
)
