import type { Deviation } from '../../../src/deviations/deviation.ts'

export const deviations: Deviation[] = [
  {
    name: 'trial-probe',
    about: 'one stop string is ignored',
    rules: ['stop/trial-probe/ends-before-it'],
    hooks: { request: (body) => (body['stop'] === '6' ? { ...body, stop: null } : body) },
  },
]
