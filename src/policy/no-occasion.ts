/**
 * Rules that a conforming server gives no occasion for, each with the reason. That they could not be judged leaves nothing
 * open.
 */
export const NO_OCCASION: Record<string, string> = {
  'streaming/error-inside/error-event': 'the server never fails inside a stream',
  'streaming/chunk/choices-delta-function-call-type': 'no request declares functions of the old kind',
  'transport/cancel/stops-generation': 'the server works on any number of calls at once, so a hang-up frees nothing',
  'completions/json-mode/answered': 'the service knows no such parameter here',
  'completions/json-mode/heeded-or-refused': 'the service knows no such parameter here',
  'reasoning/object/answered': 'the service knows no such parameter here',
  'reasoning/object/heeded-or-refused': 'the service knows no such parameter here',
  'transport/overload/refusal-in-json': 'the server answers any number of calls at once',
  'transport/overload/retry-after': 'the server answers any number of calls at once',
  'responses/stream-items/pieces-joined': 'the server never refuses, and calls no tool that takes free text',
  'responses/error-inside/failure-says-why': 'the server never fails inside a stream',
  'responses/error-inside/failure-is-the-end': 'the server never fails inside a stream',
  'responses/tool-types/refusal-names-it': 'the server takes every type of tool there is',
  'models/slash/answered': 'no model of the service has a slash in its name',
  'models/slash/encoded': 'no model of the service has a slash in its name',
  'models/slash/plain': 'no model of the service has a slash in its name',
  'streaming/chunk/moderation-type': 'no request asks for moderation',
}
