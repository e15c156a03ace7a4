import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { fault, has, inInput, items, read, refusing, tells } from '../response-requests.ts'
import { objects, type JsonObject } from '../server-reply.ts'

const eachItem = (change: (item: JsonObject) => JsonObject): Hooks => inInput((items) => items.map(change))
const isResult = (item: JsonObject | undefined): boolean => item?.['type'] === 'function_call_output'
/** The turn that brings the result of a call. */
const brings = (body: JsonObject): boolean => isResult(items(body).at(-1))

export const deviations: Deviation[] = [
  fault(
    'result-refused',
    'the result of a function is an unknown item',
    'function-output/taken-back',
    refusing(brings, 400),
  ),
  fault(
    'result-unanswered',
    'nothing follows the result of a function',
    'function-output/final-message',
    tells((response, request) => (brings(request) ? { output: [] } : response)),
  ),
  fault(
    'result-lost',
    'results of functions are dropped',
    'function-output/output-reaches-model',
    eachItem((item) => (isResult(item) ? { ...item, output: '' } : item)),
  ),
  fault(
    'result-parts-refused',
    'a result in parts is refused',
    'function-output/parts-reach-model',
    refusing((body) => brings(body) && Array.isArray(items(body).at(-1)?.['output']), 400),
  ),
  fault(
    'result-parts-lost',
    'a result in parts is dropped',
    'function-output/parts-reach-model',
    eachItem((item) => (isResult(item) && Array.isArray(item['output']) ? { ...item, output: '' } : item)),
  ),
  fault(
    'result-not-streamed',
    'the turn after a call cannot be streamed',
    'function-output/streamed',
    refusing((body) => brings(body) && body['stream'] === true, 500),
  ),
  fault(
    'items-with-id',
    'items that come back with their id are refused',
    'function-output/sdk',
    refusing(
      has(({ id }) => id !== undefined),
      400,
    ),
  ),
  fault(
    'parts-lost',
    'text parts are dropped',
    'input-items/parts',
    eachItem((item) => (Array.isArray(item['content']) ? { ...item, content: '' } : item)),
  ),
  fault(
    'parts-refused',
    'text parts are refused',
    'input-items/parts',
    refusing(
      has(({ content }) => Array.isArray(content)),
      400,
    ),
  ),
  fault(
    'developer-lost',
    'developer messages are dropped',
    'input-items/developer',
    inInput((all) => all.filter(({ role }) => role !== 'developer')),
  ),
  fault(
    'earlier-answer-lost',
    'earlier answers are dropped',
    'input-items/earlier-answer',
    inInput((all) => all.filter(({ role }) => role !== 'assistant')),
  ),
  fault(
    'earlier-answer-refused',
    '`output_text` is an unknown part',
    'input-items/earlier-answer',
    refusing(
      has(({ content }) => objects(content).some(({ type }) => type === 'output_text')),
      400,
    ),
  ),
  fault(
    'nothing-answered',
    'an empty input is answered',
    'input-items/nothing-is-refused',
    read((body) => (items(body).length === 0 && Array.isArray(body['input']) ? { ...body, input: ' ' } : body)),
  ),
]
