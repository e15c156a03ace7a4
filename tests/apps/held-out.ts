import type { Deviation } from '../../src/deviations/deviation.ts'
import { defects as inCalls } from './held-out/calls.ts'
import { defects as inEmbeddings } from './held-out/embeddings.ts'
import { defects as inObjects } from './held-out/objects.ts'
import { defects as inResponses } from './held-out/responses.ts'
import { defects as inStreams } from './held-out/streams.ts'

/** Defects that no rule was written for and no profile is measured with: what a gate says of them is put to the test. */
export const heldOut: readonly Deviation[] = [...inCalls, ...inEmbeddings, ...inObjects, ...inResponses, ...inStreams]
