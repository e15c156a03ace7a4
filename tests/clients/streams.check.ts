import { checkClaims } from './claims.ts'
import { chatClients } from './clients.ts'

await checkClaims(chatClients, [
  'stream-ignored', 'role-on-every-chunk', 'role-never', 'role-emptied', 'finish-with-text', 'finish-never', 'finish-empty-before', 'finish-key-absent-before', 'finish-twice',
  'id-per-chunk', 'created-per-chunk', 'model-per-chunk', 'object-plain', 'text-in-one-delta', 'text-cumulative', 'message-beside-delta', 'message-for-delta', 'last-text-lost',
  'finish-carries-empty-text', 'delta-null', 'delta-absent', 'stream-as-text-type', 'stream-one-burst',
  'done-absent', 'done-early', 'done-as-json', 'ndjson', 'json-broken', 'ping-as-data', 'empty-event', 'silently-cut', 'cut-inside-event', 'empty-chunk-then-end', 'error-under-another-key', 'error-event-of-text', 'stream-empty', 'text-null-in-between', 'event-null',
  'include-usage-ignored', 'include-usage-refused', 'usage-on-every-chunk', 'usage-key-absent-before', 'usage-chunk-without-choices', 'usage-chunk-choices-null',
], {
  'finish-never': { clients: ['langchain-js', 'openai-agents-js'], why: 'the clients do not miss the finish; the rule cannot tell its absence from a stream that was cut' },
  'done-as-json': { clients: ['langchain-js', 'openai-agents-js'], why: 'the clients skip the one event without choices' },
  'usage-on-every-chunk': { clients: ['openai-node', 'vercel-ai-sdk', 'langchain-js', 'openai-agents-js'], why: 'the clients keep the last counts; the rule wants them on the last chunk alone' },
})
