import type { Exchange } from '../../src/wire/exchange.ts'
import { asks, type Places, some } from './invented-exchanges.ts'

const hex = (seed: number, length: number): string => Buffer.from(some(seed, length)).toString('hex').slice(0, length)
const says = (content: string): Exchange => asks({ messages: [{ role: 'user', content }] })

/** Those in what is said. */
export const IN_WORDS: Places = {
  'a URL in words': [some(90, 14), (one) => says(`Look at postgres://app:${one}@db.example:5432/shop please`)],
  'a signed URL in words': [some(91, 20), (one) => says(`Read https://blob.example/a.pdf?sv=2024&sig=${one}&se=1 now`)],
  'a setting in words': [some(92, 14), (one) => says(`My .env:\nexport DB_PASSWORD=${one}\nPORT=80`)],
  'a curl line in words': [some(93, 14), (one) => says(`curl -u ann:${one} https://app.example -H "x-api-key: none"`)],
  'an option in words': [some(94, 14), (one) => says(`run it with --api-key ${one} --verbose`)],
  'a scheme in words': [some(95, 20), (one) => says(`It sends Bearer ${one} each time`)],
  'JSON in words': [some(96, 14), (one) => says(`Use {"user": "ann", "password": "${one}"} for it`)],
  'words between quotes and JSON': [some(88, 14), (one) => says(`"This" is it:\n{"a": 1}\nDB_PASSWORD=${one}`)],
  'a program in words': [some(87, 14), (one) => says(`{ user: "ann", password: "${one}" }`)],
  'words of which a part is masked': [
    some(86, 14),
    (one) => says(`{"a": "[redacted]"} and [redacted] and token=${one}`),
  ],
  'a long random string in words': [some(97, 32), (one) => says(`It is ${one}, I think`)],
  'hex in words': [hex(98, 40), (one) => says(`It is ${one}.`)],
  'a private key in words': [
    some(99, 48),
    (one) => says(`-----BEGIN PRIVATE KEY-----\nMIIB\n${one}\n-----END PRIVATE KEY-----`),
  ],
  ...Object.fromEntries(
    [
      `sk-proj-${some(100, 40)}`,
      `sk-ant-api03-${some(101, 40)}`,
      `AIza${some(102, 35)}`,
      `AKIA${some(103, 16).toUpperCase()}`,
      `github_pat_${some(104, 22)}_${some(105, 40)}`,
      `xoxb-1234567890-${some(106, 24)}`,
      `SG.${some(107, 22)}.${some(108, 43)}`,
      `eyJ${some(109, 20)}.eyJ${some(110, 30)}.${some(111, 40)}`,
      `glpat-${some(112, 20)}`,
      `hvs.${some(113, 40)}`,
      `123456789:AA${some(114, 33)}`,
      `sk_live_${some(115, 24)}`,
      `r8_${some(116, 37)}`,
      `lsv2_pt_${hex(117, 32)}_${hex(118, 10)}`,
    ].map((secret): [string, [string, (one: string) => Exchange]] => [
      `a key that begins with ${secret.slice(0, 5)}`,
      [secret, (one) => says(`with ${one}`)],
    ]),
  ),
}
