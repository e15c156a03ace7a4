import { speak } from '../../stand-in/scripted-model.ts'
import type { Freedom } from './freedom.ts'
import { saying, spokenAs } from './model-words.ts'

/** Patterns that a model follows badly, which says nothing about the server. */
export const patternFreedoms: Freedom[] = [
  {
    name: 'calls-other-values',
    about: 'the model calls with values of its own',
    verdicts: 'open',
    hooks: {
      generation: (choice) => ({
        ...choice,
        calls: choice.calls.map((call) => ({
          ...call,
          arguments: call.arguments.replace('"row":4', '"row":9').replace('"front"', '"back"'),
        })),
      }),
    },
  },
  {
    name: 'indents-by-two',
    about: 'the model indents by two where the pattern indents by four',
    verdicts: 'open',
    hooks: saying((request) => (speak(request).text ?? '').replaceAll(/\n {4}(?=\S)/g, '\n  ')),
  },
  {
    name: 'says-instructions',
    about: 'the model says its instructions again in place of an answer',
    verdicts: 'open',
    hooks: {
      generation: (choice, request) => {
        const [first] = request.messages
        return choice.text !== null && first?.['role'] === 'system'
          ? spokenAs(String(first['content']), request, choice)
          : choice
      },
    },
  },
  {
    name: 'shortens-lists',
    about: 'the model ends a long list before its end, and says so',
    verdicts: 'open',
    hooks: saying((request) => {
      const text = speak(request).text ?? ''
      return text.length > 300 ? `${text.slice(0, 200)} and so on` : text
    }),
  },
]
