import { expect, test } from 'vitest'
import { environmentSecrets } from '../../src/server/environment-secrets.ts'
import { sdkVariables } from './sdk-variables.ts'

const KEY = 'canary-7Yq/3+x=Zv9QmL8s2'

test.for<[string, Record<string, string>, string[]]>([
  ['a variable named after a key', { MY_API_KEY: KEY }, [KEY]],
  ['without the line end that a file leaves', { MY_TOKEN: `${KEY}\r\n` }, [KEY]],
  [
    'an organization and a project',
    { OPENAI_ORG_ID: 'org-7Yq3xZv9QmL8s2', OPENAI_PROJECT_ID: 'proj_4Hb6Wd1Pk5Rt' },
    ['org-7Yq3xZv9QmL8s2', 'proj_4Hb6Wd1Pk5Rt'],
  ],
  [
    'headers, each by itself',
    { OPENAI_CUSTOM_HEADERS: `x-gateway: ${KEY}\r\nX-Team: research\n Cf-Access-Token : short-1234\n\nno header` },
    [KEY, 'short-1234'],
  ],
  [
    'what comes behind the scheme of a header',
    { ANTHROPIC_CUSTOM_HEADERS: `Authorization: Bearer ${KEY}` },
    [`Bearer ${KEY}`, KEY],
  ],
  [
    'user info and query of an address',
    {
      HTTPS_PROXY: `http://me:${encodeURIComponent(KEY)}@proxy.example`,
      OPENAI_BASE_URL: 'https://gateway.example/v1?key=4Hb6Wd1Pk5Rt',
    },
    [encodeURIComponent(KEY), KEY, '4Hb6Wd1Pk5Rt'],
  ],
])('secrets are %s', ([, env, secrets]) => {
  expect(environmentSecrets(env)).toEqual(secrets)
})

test('headers of the body, words, paths, addresses, dates and names of models are no secrets', () => {
  expect(
    environmentSecrets({
      OPENAI_CUSTOM_HEADERS:
        'Content-Type: application/json\nAccept: text/event-stream\nX-Title: my little app\nReferer: https://app.example/chat',
      OPENAI_MODEL: 'gpt-4.1-mini-2025-04-14',
      OPENAI_BASE_URL: 'https://gateway.example/v1',
      SSH_KEY_PATH: '/home/me/.ssh/id_ed25519',
      OPENAI_LOG: 'debug',
      AZURE_URL: 'https://mine.example/openai?api-version=2024-10-21',
    }),
  ).toEqual([])
})

/** Words in the sources of the SDK that are no secrets: addresses, versions, regions, error codes. */
const NO_SECRET =
  /_URL$|_ENDPOINT$|_VERSION$|_REGION$|_LOCATION$|^OPENAI_LOG$|^GOOGLE_CLOUD_PROJECT$|^(UND_ERR|EAI|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)_/

test.for(sdkVariables().filter((name) => !NO_SECRET.test(name)))('what the SDK reads from %s is a secret', (name) => {
  expect(environmentSecrets({ [name]: `x-gateway: ${KEY}` }).join('\n')).toContain(KEY)
})
