import { objects, type JsonObject } from './server-reply.ts'

export const isFinish = (chunk: JsonObject): boolean =>
  objects(chunk['choices']).some(({ finish_reason: finish }) => finish !== null)
