import { embedded, UP } from '../../fixtures/replies/embedding.ts'
import { comeToTheirEnd } from '../../src/checks/unbroken.ts'
import { brokenOff, embed, refusable, suite } from '../../src/define/index.ts'

const INPUT = 'sun and moon'
const broken = brokenOff(['{"object":"list","data":['])

export default suite({
  id: 'embeddings/unbroken',
  about: 'one text embedded as numbers and as base64',
  model: 'embedding',
  // Other suites send them as well.
  steps: {
    plain: embed({ input: INPUT }),
    base64: refusable(embed({ input: INPUT, encoding_format: 'base64' })),
  },
  conforming: { plain: embedded([UP]), base64: embedded([UP]) },
  rules: {
    'comes-to-its-end': {
      level: 'should',
      sentence: 'The connection does not break inside an answer with embeddings.',
      source: 'https://www.rfc-editor.org/rfc/rfc9112#section-8; no answer of OpenAI was observed to break off',
      breaks: 'jobs that index documents stop in the middle: no client asks again for a body',
      traffic: comeToTheirEnd(/\/embeddings$/),
      violating: [{ plain: broken, base64: broken }],
      conforming: [{}, { base64: broken }],
    },
  },
})
