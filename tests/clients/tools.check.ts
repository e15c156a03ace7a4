import { checkClaims } from './claims.ts'
import { chatClients } from './clients.ts'

await checkClaims(chatClients, [
  'tools-ignored', 'tool-choice-ignored', 'tool-choice-required-ignored', 'tool-choice-none-ignored', 'tool-choice-named-ignored',
  'stream-index-always-0', 'stream-index-absent', 'stream-index-from-1', 'stream-index-text', 'stream-finish-stop', 'plain-finish-stop', 'stream-id-absent', 'stream-id-empty', 'stream-type-absent',
  'stream-name-repeated', 'stream-name-emptied', 'stream-name-late', 'stream-arguments-cumulative', 'stream-arguments-object', 'stream-calls-not-streamed',
  'id-absent', 'id-empty', 'type-absent', 'index-in-plain-call', 'arguments-object', 'arguments-encoded-twice', 'name-undeclared', 'calls-run-together', 'call-as-tagged-text', 'content-empty-with-calls',
  'calls-give-500', 'tools-refused', 'old-null-content-refused', 'old-empty-content-refused', 'parallel-ignored',
], {
  'old-null-content-refused': { clients: ['langchain-js'], why: 'the client sends "" for the null that the suites send' },
})
