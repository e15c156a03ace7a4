import { markdownTable } from 'markdown-table'
import { expect, test } from 'vitest'
import { topics } from './cases/catalogue.ts'
import type { HostileCase } from './hostile-case.ts'

const INTRODUCTION = `# Hostile servers

A suite that people point at servers they do not know must survive whatever those servers do. \`tests/torture\` has a server on a raw socket for each of the cases below, and tests that hold the suite against it.

What holds for all of them:

- **Time.** Every exchange ends with its deadline (\`--timeout\`). After five requests in a row without an answer, nothing more is sent that names the same model, and a line says so: a server that hangs costs five deadlines, not hundreds. What was measured is kept and reported, the rest is an \`error\` with the reason, and \`--resume\` asks it later. Requests that were under way together count once, an answer in between starts the count anew, and another model has chances of its own, so a slow server is not given up for being slow.
- **Memory.** A body may have 8 MB (also when its content coding is undone) in 20,000 pieces; a document 500 levels and a million objects, lists and fields; a stream 100,000 lines (500,000 in captured traffic); all answers of a run 64 million characters. Of what is longer, the beginning is kept as evidence.
- **Outcome.** Never a crash, never a pass. A rule may fail on an answer that broke off, but passes on whole answers only; JSON that is no object, a stream without events, a page under 200, a coding that cannot be undone and a status that is none are no answers. The few rules that pass although nothing usable came are listed with their reasons in \`tests/torture/hollow-passes.ts\`.
- **Keys.** No redirect is followed, so no request and no key reaches another host.
- **Reports.** Whatever a server says is text in every report and on the terminal.

In the tables, *error* is the outcome of the rules that needed the answer, with the code that reports show. A *finding* is a failed rule: the answer came, and is not valid. *answered* means that a client reads an answer, and the rules about its parts say what is wrong with it, if anything is. The tables are written from the tests (\`npx vitest run tests/torture/page.test.ts -u\`), and each row is tested for a plain answer and for a stream.
`

const happens = ({ ends, streamEnds }: HostileCase): string => {
  const shown = (end: string): string => end.replace(/^error (\w+)$/, 'error `$1`')
  return streamEnds === undefined || streamEnds === ends
    ? shown(ends)
    : `${shown(ends)}; as a stream: ${shown(streamEnds)}`
}

test('the page on hostile servers says what the tests say', async () => {
  const tables = Object.entries(topics).map(
    ([topic, cases]) =>
      `## ${topic}\n\n${markdownTable([['a server that', 'one exchange ends as'], ...cases.map((one) => [one.does, happens(one)])])}\n`,
  )
  await expect([INTRODUCTION, ...tables].join('\n')).toMatchFileSnapshot('../../docs/hostile-servers.md')
})
