import { expect, test } from 'vitest'
import { clock, trackLine, trackLog, type Track } from './track-line.ts'

const track: Track = {
  side: 'reference',
  suites: 117,
  of: 235,
  requests: 430,
  tokens: 2512,
  elapsed: 123,
  last: 'structured-output/keywords',
}

test.for([200, 120, 80, 60, 40, 30, 20, 10, 1])(
  'fits %i columns, and says how far it is as long as it can',
  (columns) => {
    const line = trackLine(track, columns)
    expect(line.length).toBeLessThanOrEqual(columns)
    if (columns >= 30) expect(line).toContain('117/235')
  },
)

test('80 columns have the elapsed time and an estimate', () => {
  expect(trackLine(track, 80)).toContain('2:03, about 2:04 left')
  expect(trackLog(track)).toContain('117/235 suites, 430 requests, 2512 tokens, 2:03, about 2:04 left')
})

test('a wide terminal has the tokens and the last suite as well', () => {
  expect(trackLine(track, 140)).toContain('2512 tokens, 2:03, about 2:04 left  structured-output/keywords')
})

test.for<[string, Partial<Track>]>([
  ['hardly anything is done', { suites: 1 }],
  ['hardly any time has passed', { elapsed: 1 }],
  ['everything is done', { suites: 235 }],
  ['nothing is to be done', { suites: 0, of: 0 }],
])('there is no estimate where %s', ([, more]) => {
  expect(trackLine({ ...track, ...more }, 200)).not.toContain('left')
})

test('times', () => {
  expect([0, 7.9, 61, 754, 3723].map(clock)).toEqual(['0:00', '0:07', '1:01', '12:34', '1:02:03'])
})
