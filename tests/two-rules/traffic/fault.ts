import type { Fault } from '../../../stand-in/faults/fault.ts'

export const faults: Fault[] = [
  {
    name: 'trial-traffic',
    about: 'ids end with `-trial`',
    kills: ['stop/trial-traffic/no-trial'],
    hooks: { completion: (body) => ({ ...body, id: `${String(body['id'])}-trial` }) },
  },
]
