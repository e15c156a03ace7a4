import type { Hooks } from './hooks.ts'
import type { Generation, JsonObject } from './server-reply.ts'

/** Changes the calls of an answer, plain or streamed. */
export const recalled = (change: (calls: Generation['calls'], request: JsonObject) => Generation['calls']): Hooks => ({
  generation: (choice, request) =>
    choice.calls.length > 0 ? { ...choice, calls: change(choice.calls, request) } : choice,
})

export const withArguments = (change: (args: string) => string): Hooks =>
  recalled((calls) => calls.map((call) => ({ ...call, arguments: change(call.arguments) })))
