import { describe, test } from 'vitest'
import { NOWHERE } from './command-line.ts'
import { refused } from './refused.ts'

describe.concurrent('options', () => {
  test.for<[string, string[], RegExp]>([
    ['an unknown option', ['--tarket', 'x'], /--tarket.*--target/],
    ['an unknown option of a command', ['plan', '--onyl', 'x'], /--onyl.*--only/],
    ['an unknown command', ['jugde', 'x'], /jugde.*judge/],
    ['an unknown command to help with', ['help', 'jugde'], /jugde.*judge/],
    ['an address in place of a command', ['http://127.0.0.1:11434'], /write --target http:\/\/127\.0\.0\.1:11434\./],
    ['a model in place of a command', ['llama3.2:1b'], /write --model llama3\.2:1b\./],
    ['a word that is like no command', ['wombat'], /no command wombat\. `ollama-conformance --help` shows all/],
    ['an argument too many', ['list', 'stop'], /too many arguments/i],
    ['a command without its argument', ['explain'], /rule/],
    ['an option without its value', ['--target'], /--target.*argument missing/i],
    ['an unknown rule in --only', ['--only', 'stop/strin'], /stop\/strin.*stop\/string/],
    ['an unknown area in --skip', ['--skip', 'steaming'], /steaming.*streaming/],
    ['an unknown rule in list', ['list', '--only', 'tols'], /tols.*tools/],
    ['an unknown rule to explain', ['explain', 'chat/id/uniqe'], /chat\/id\/uniqe.*chat\/id\//],
    ['an unknown format', ['--format', 'md,jsn'], /jsn.*json/],
    ['no format', ['--format', ''], /format/],
    ['an unknown level', ['--fail-on', 'shuld'], /shuld.*must, should, never/],
    ['an invalid number', ['--timeout', 'soon'], /--timeout.*soon.*whole number/],
    ['zero', ['--concurrency', '0'], /--concurrency.*at least 1/],
    ['a negative number', ['--max-tokens-total', '-5'], /--max-tokens-total.*at least 1/],
    ['a key in place of its variable', ['--api-key-env', 'sk-proj-canary'], /name of a variable/],
    ['an invalid shard', ['--shard', '3/2'], /--shard.*3\/2.*I\/N/],
    ['half a shard', ['--shard', '1'], /--shard.*2\/4/],
    ['what a comparison has no place for', ['compare', 'a', 'b', '--record', 'x'], /--record.*compare --help/],
    [
      'what only captured traffic is judged with',
      ['judge', 'reports/ollama-0.5.7', '--only', 'stop'],
      /run folder.*--only/,
    ],
    ['a shard of a comparison', ['compare', 'a', 'b', '--shard', '1/2'], /--shard/],
    ['a fraction', ['--concurrency', '1.5'], /--concurrency.*whole number/],
    ['an endless number', ['--timeout', '99999999999'], /--timeout.*at most/],
    ['a port that cannot be', ['--target', 'http://127.0.0.1:99999'], /99999/],
    ['another protocol', ['--target', 'ftp://127.0.0.1'], /ftp.*http/],
    ['a folder that is not there', ['--target', './no/such-folder'], /no\/such-folder: there is no such folder/],
    [
      'a folder that is not there, below this one',
      ['--target', 'fixtures/recordings/none'],
      /recordings\/none: there is no such folder/,
    ],
    [
      'a folder that is not there, as Windows writes it',
      ['--target', 'C:\\recordings\\none'],
      /none: there is no such folder/,
    ],
    [
      'a variable for the key that is not set',
      ['--target', `http://${NOWHERE}`, '--api-key-env', 'NO_SUCH'],
      /--api-key-env NO_SUCH: that variable is not set/,
    ],
    [
      'the same of the reference',
      [
        '--target',
        'openai',
        '--reference',
        `http://${NOWHERE}`,
        '--reference-api-key-env',
        'NO_SUCH',
        '--api-key-env',
        'PATH',
      ],
      /--reference-api-key-env NO_SUCH: that variable is not set/,
    ],
    [
      'the same of an audit',
      ['audit', `http://${NOWHERE}`, '--api-key-env', 'NO_SUCH'],
      /--api-key-env NO_SUCH: that variable is not set/,
    ],
  ])('%s', async ([, args, says]) => {
    await refused(args, says)
  })
})

test.for<[string, string[]]>([
  ['of a run', ['--target', `http://${NOWHERE}`]],
  ['of an audit', ['audit', `http://${NOWHERE}`]],
])('a key %s that a header cannot contain', async ([, args]) => {
  await refused(args, /OLLAMA_API_KEY is invalid: character 4 of 7 is U\+000A, /, { OLLAMA_API_KEY: 'key\n456\n' })
})

describe.concurrent('options that npm keeps, as the two dashes are forgotten', () => {
  const started = { npm_lifecycle_event: 'start', npm_package_name: 'ollama-conformance' }

  test.for<[string, Record<string, string>, RegExp]>([
    [
      'with the value behind a blank',
      { npm_config_target: 'true' },
      /npm kept --target for itself.*`npm start -- --target …`/,
    ],
    [
      'with the value behind =',
      { npm_config_target: 'http://127.0.0.1:9', npm_config_fail_on: 'true' },
      /npm kept --target, --fail-on for itself/,
    ],
  ])('%s', async ([, kept, says]) => {
    await refused(['http://127.0.0.1:9'], says, { ...started, ...kept })
  })

  test('but a setting of npm, or of another script, is none', async () => {
    const asked = ['--target', `http://${NOWHERE}`]
    await refused(asked, /cannot be reached/, { ...started, npm_config_target: '28.0.0' })
    await refused(asked, /cannot be reached/, { ...started, npm_package_name: 'other', npm_config_target: 'true' })
  })
})
