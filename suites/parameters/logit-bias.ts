import { ANY_TOKEN, GREETING } from '../../fixtures/sent/prompts.ts'
import { biasIgnored } from '../../src/checks/sampling.ts'
import { answer, chat, refusable, suite } from '../../src/define/index.ts'

const CAP = 6
const says = (content: string): ReturnType<typeof answer> =>
  answer({ content, finish: 'length', completionTokens: CAP })

export default suite({
  id: 'parameters/logit-bias',
  about: `a greeting, without and with the highest \`logit_bias\` for token ${ANY_TOKEN}`,
  model: 'chat',
  answered: 'should',
  steps: {
    control: chat({ messages: GREETING, max_tokens: CAP }),
    biased: refusable(chat({ messages: GREETING, max_tokens: CAP, logit_bias: { [ANY_TOKEN]: 100 } })),
  },
  conforming: { control: says('Hello! How can I'), biased: says(' inter inter inter inter inter inter') },
  rules: {
    'selects-the-token': {
      level: 'should',
      sentence: 'A token with a bias of 100 is said, and no other.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/create#chat-create-logit_bias: 100 is exclusive selection',
      breaks: 'classifiers that allow only the tokens of their labels, and filters that ban words',
      parameter: 'chat.logit_bias',
      check: ({ control, biased }) => biasIgnored(control, biased),
      violating: [{ biased: says('Hello! How can I') }],
      conforming: [{}, { biased: says('inter inter inter inter inter inter') }, { biased: says('\n\n\n\n\n\n') }],
      inconclusive: [
        { control: says('') },
        { control: says('ha ha ha ha ha ha') },
        { biased: says('Good day to you') },
      ],
    },
  },
})
