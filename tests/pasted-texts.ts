import type { Request } from './recorded-request.ts'

/** What would run, read a file, or lead elsewhere, were it pasted unquoted, joined or cut. */
const TEXTS = [
  '; touch pwned; :',
  "'; touch pwned; '",
  '$(touch pwned)',
  '`touch pwned`',
  '"; touch pwned; "',
  '| touch pwned',
  '&& touch pwned #',
  "\\'; touch pwned",
  '@secret',
  '@/etc/passwd',
  '--config secret',
  '-K secret',
  '!!',
  '~/x',
  '*',
  '%s%n%d',
  '\\n\\033\\c',
  'é 𝕏 €',
  '##[error]x',
  '=x',
  '{a,b}[1-3]',
  '<secret',
  '>pwned',
  'x\\',
]

/** The same after the ends of lines, and the keys that a terminal acts on while text is pasted. */
const TYPED = [
  '\ntouch pwned\n',
  '\r\ntouch pwned\r\n',
  '\u0003\ntouch pwned\n',
  '\u001b[201~\ntouch pwned\n',
  '\u0015touch pwned\r',
  '\u0000x',
  '\tx',
  '\u009b31m',
  '\u202e',
  '\u2028',
  '::error::x',
  '\u007f',
]

export const FORMED: [string, Partial<Request>][] = [
  ...[...TEXTS, ...TYPED].flatMap((text): [string, Partial<Request>][] => [
    [`the body ${JSON.stringify(text)}`, { body: text }],
    [`a string in the body ${JSON.stringify(text)}`, { body: JSON.stringify({ text }) }],
    [`blanks before the body ${JSON.stringify(text)}`, { body: text, padding: 7 }],
  ]),
  ...TEXTS.map((text): [string, Partial<Request>] => [`the header ${text}`, { headers: [['x-one', text]] }]),
  ['quotes where a line would be cut', { body: `${'a'.repeat(5990)}'${'b'.repeat(20)}\ntouch pwned\n'` }],
  ...[
    '@evil.example/x',
    '.evil.example',
    '/$(touch pwned)',
    "/';touch${IFS}pwned;'",
    '/`touch${IFS}pwned`',
    '/v1/{a,b}/[1-3]?q={c,d}',
    '/v1/../../admin',
    '/%0atouch',
    '/x?y=`touch`&touch',
    '/!!/*/~',
  ].map((at): [string, Partial<Request>] => [
    `the path ${at}`,
    { path: at.startsWith('/') ? at.replaceAll(' ', '%20') : `/${at}` },
  ]),
  ...["'`touch`'", '$IFS', '&touch|', '-o', '-d', '*', '!!'].map((method): [string, Partial<Request>] => [
    `the method ${method}`,
    { method },
  ]),
  ...['$HOME', '`touch`', "'x", '&x', '-x', '!!', '[redacted]'].map((name): [string, Partial<Request>] => [
    `the name of a header ${name}`,
    { headers: [[name, 'v']] },
  ]),
  ['a header without a value', { headers: [['x-one', '']] }],
  ['a GET with a body', { method: 'GET', body: '@secret' }],
]
