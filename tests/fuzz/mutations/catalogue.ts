import { fieldMutations } from './fields.ts'
import type { Mutation } from './mutation.ts'
import { streamMutations } from './streams.ts'
import { wireMutations } from './wire.ts'

/** Every way in which an answer is changed. */
export const mutations: Mutation[] = [...fieldMutations, ...streamMutations, ...wireMutations]
