import type { Deviation } from '../../../src/deviations/deviation.ts'
import type { Hooks } from '../../../src/deviations/hooks.ts'
import type { Generation } from '../../../src/deviations/server-reply.ts'
import { tokensOf } from '../../../src/deviations/tokens.ts'
import { stops } from '../../generate.ts'
import { speak } from '../../scripted-model.ts'

/** Changes the choices that a stop sequence cut; `full` is what the model would have said. */
const whereStopped = (
  change: (choice: Generation, full: string, hit: string, streamed: boolean) => Partial<Generation>,
): Hooks => ({
  generation: (choice, request) => {
    const full = speak(request).text ?? ''
    const hit = stops(request).find((one) => full.indexOf(one) === choice.text?.length)
    return choice.text === null || hit === undefined
      ? choice
      : { ...choice, ...change(choice, full, hit, request['stream'] === true) }
  },
})

/** Changes the choices whose stop sequences never came. */
const whereUnreached = (change: (choice: Generation) => Partial<Generation>): Hooks => ({
  generation: (choice, request) => {
    const full = speak(request).text
    return full !== null && choice.text === full && stops(request).length > 0
      ? { ...choice, ...change(choice) }
      : choice
  },
})

const withText = (text: string): Partial<Generation> => ({ text, completionTokens: tokensOf(text).length })

/** What a reply does not show: what the model would have said without the stop sequence. */
export const deviations: Deviation[] = [
  {
    name: 'stop-removed-and-on',
    about: 'the sequence is taken out and the text goes on',
    rules: ['stop/string/ends-before-it'],
    hooks: whereStopped((_, full, hit) => withText(full.replace(hit, '').slice(0, 40))),
  },
  {
    name: 'stop-replaces-own-ends',
    about: 'stop takes the place of the model’s own ends',
    seen: ['Ollama 0.1.27'],
    rules: ['stop/never/still-ends', 'chat/content/no-made-up-turns'],
    hooks: whereUnreached((choice) => ({
      ...withText(`${choice.text}<|im_end|>\n<|im_start|>user`),
      finish: 'length',
    })),
  },
  {
    name: 'stop-holds-back',
    about: 'text held back while a stop could follow is never sent',
    rules: ['stop/never/cuts-nothing'],
    hooks: whereUnreached((choice) =>
      withText(
        tokensOf(choice.text ?? '')
          .slice(0, -1)
          .join(''),
      ),
    ),
  },
]
