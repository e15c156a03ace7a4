import { checkClaims } from './claims.ts'
import { chatClients } from './clients.ts'

await checkClaims(chatClients, [
  'choices-null', 'choices-empty', 'finish-null', 'finish-empty', 'finish-eos', 'content-absent', 'content-empty', 'content-parts', 'role-absent', 'role-empty',
  'created-text', 'id-null', 'model-empty', 'object-wrong', 'streams-unasked', 'html-page', 'empty-body', 'error-as-200', 'server-error', 'json-as-text', 'message-as-delta', 'body-cut', 'cap-overshot',
  'stop-ignored', 'stop-kept', 'usage-null', 'usage-absent', 'prompt-zero-when-cached', 'usage-as-text',
  'error-string', 'error-html', 'error-message-absent', 'error-code-null', 'unknown-model-500', 'unknown-model-accepted',
  'embeddings-404', 'embeddings-first-only', 'embeddings-reversed', 'embeddings-constant', 'embeddings-zero', 'embeddings-base64-ignored', 'embeddings-base64-always', 'embeddings-base64-doubles',
  'format-ignored', 'format-ignored-in-streams', 'format-refused', 'json-fenced',
])
