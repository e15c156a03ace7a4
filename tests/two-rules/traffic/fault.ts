import type { Deviation } from '../../../src/deviations/deviation.ts'

export const deviations: Deviation[] = [
  {
    name: 'trial-traffic',
    about: 'ids end with `-trial`',
    rules: ['stop/trial-traffic/no-trial'],
    hooks: { completion: (body) => ({ ...body, id: `${String(body['id'])}-trial` }) },
  },
]
