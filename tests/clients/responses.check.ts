import { checkClaims } from './claims.ts'
import { responsesClients } from './clients.ts'

await checkClaims(responsesClients, [
  'responses-404', 'responses-limit-untold', 'responses-limit-ignored', 'responses-format-ignored', 'responses-tool-choice-ignored', 'responses-tools-ignored', 'responses-arguments-object', 'responses-arguments-cut', 'responses-as-chat', 'responses-input-uncounted',
  ...['type', 'untyped', 'nameless', 'done', 'no-progress', 'unnumbered', 'endless', 'new-id', 'no-usage', 'at-once', 'never-done', 'no-parts', 'empty-end', 'no-output-text', 'early-arguments', 'call-id', 'poorer'].map((name) => `responses-stream-${name}`),
  'html-page', 'empty-body', 'server-error', 'error-string', 'error-message-absent', 'unknown-model-500', 'unknown-model-accepted', 'streams-unasked', 'stream-ignored',
], {
  'responses-limit-ignored': { clients: ['openai-agents-js-responses'], why: 'the rule holds two answers together that go on to different lengths' },
})
