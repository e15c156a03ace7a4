import type { Fault } from '../../../stand-in/faults/fault.ts'

export const faults: Fault[] = [
  {
    name: 'trial-probe',
    about: 'one stop string is ignored',
    kills: ['stop/trial-probe/ends-before-it'],
    hooks: { request: (body) => (body['stop'] === '6' ? { ...body, stop: null } : body) },
  },
]
