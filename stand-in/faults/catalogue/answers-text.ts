import { objects, textOf } from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import { list, plainChoices } from '../completion-hooks.ts'
import type { Fault } from '../fault.ts'
import { fault } from '../response-requests.ts'

const TURN = '<|im_end|>\n<|im_start|>user\nThank you!'

/** Something more after the text of every response. */
const afterResponses = (more: string): Hooks => ({
  responseObject: (body) => {
    for (const part of objects(body['output']).flatMap((item) => objects(item['content'])))
      if (part['type'] === 'output_text') part['text'] = textOf(part['text']) + more
    return body
  },
})

/** What servers leave at the end of a text. */
export const faults: Fault[] = [
  {
    name: 'completions-stop-half-left',
    about: 'the first of several stop strings is left at the end, but for three letters',
    kills: ['completions/stop/no-part-left'],
    hooks: plainChoices((choice, { stop }) =>
      Array.isArray(stop) ? { ...choice, text: textOf(choice['text']) + textOf(list(stop)[0]).slice(0, -3) } : choice,
    ),
  },
  {
    name: 'completions-mark-left',
    about: 'a text that ended by itself ends with `</s>`',
    kills: ['completions/text/no-control-marks'],
    hooks: plainChoices((choice) =>
      choice['finish_reason'] === 'stop' ? { ...choice, text: `${textOf(choice['text'])}</s>` } : choice,
    ),
  },
  {
    name: 'completions-made-up-turns',
    about: 'a text goes on into a chat',
    kills: ['completions/text/no-made-up-turns'],
    hooks: plainChoices((choice) => ({ ...choice, text: textOf(choice['text']) + TURN })),
  },
  fault(
    'mark-left',
    'a control mark is left at the end of the text',
    'text/no-control-marks',
    afterResponses('<|im_end|>'),
  ),
  fault('made-up-turns', 'the text goes on into made-up turns', 'text/no-made-up-turns', afterResponses(TURN)),
]
