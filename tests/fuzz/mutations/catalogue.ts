import { callMutations } from './asked/calls.ts'
import { choiceMutations } from './asked/choices.ts'
import { endMutations } from './asked/ends.ts'
import { formMutations } from './asked/forms.ts'
import { logprobMutations } from './asked/logprobs.ts'
import { responseMutations } from './asked/responses.ts'
import { textMutations } from './asked/text.ts'
import { toolChoiceMutations } from './asked/tool-choice.ts'
import { usageMutations } from './asked/usage.ts'
import { vectorMutations } from './asked/vectors.ts'
import { fieldMutations } from './fields.ts'
import type { Mutation } from './mutation.ts'
import { streamMutations } from './streams.ts'
import { wireMutations } from './wire.ts'

/** Answers that stay well-formed, and do not fit what was asked. */
export const askedMutations: Mutation[] = [
  ...formMutations,
  ...choiceMutations,
  ...vectorMutations,
  ...endMutations,
  ...usageMutations,
  ...textMutations,
  ...logprobMutations,
  ...callMutations,
  ...toolChoiceMutations,
  ...responseMutations,
]

/** Answers whose form is broken, whatever was asked. */
export const structuralMutations: Mutation[] = [...fieldMutations, ...streamMutations, ...wireMutations]

/** Every way in which an answer is changed. */
export const mutations: Mutation[] = [...structuralMutations, ...askedMutations]
