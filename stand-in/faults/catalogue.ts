import { chatFaults } from './chat.ts'
import { embeddingFaults } from './embeddings.ts'
import { completionFaults } from './completions.ts'
import { contextFaults } from './context.ts'
import { errorFaults } from './errors.ts'
import type { Fault } from './fault.ts'
import { framingFaults } from './framing.ts'
import { halfMeasures } from './half-measures.ts'
import { logprobFaults } from './logprobs.ts'
import { modelFaults } from './models.ts'
import { negativeFaults } from './negatives.ts'
import { parameterFaults } from './parameters.ts'
import { reasoningFaults } from './reasoning.ts'
import { responseRequestFaults } from './responses-request.ts'
import { responseStreamFaults } from './responses-stream.ts'
import { roleFaults } from './roles.ts'
import { stopFaults } from './stop.ts'
import { sharperFaults } from './sharper.ts'
import { streamingFaults } from './streaming.ts'
import { responseFaults } from './responses.ts'
import { structuredFaults } from './structured.ts'
import { toolFaults } from './tools.ts'
import { transportFaults } from './transport.ts'
import { usageFaults } from './usage.ts'
import { visionFaults } from './vision.ts'

/** Every named fault. */
export const faults: Fault[] = [
  ...chatFaults, ...streamingFaults, ...framingFaults, ...stopFaults, ...toolFaults, ...roleFaults, ...usageFaults, ...modelFaults, ...errorFaults, ...embeddingFaults, ...completionFaults, ...structuredFaults, ...responseFaults, ...responseRequestFaults, ...negativeFaults, ...transportFaults, ...halfMeasures, ...responseStreamFaults, ...contextFaults, ...reasoningFaults, ...visionFaults,
  ...parameterFaults, ...logprobFaults, ...sharperFaults,
]
