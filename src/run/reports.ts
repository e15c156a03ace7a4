import path from 'node:path'
import { KEPT } from '../disk/cannot-write.ts'
import { writeWhole } from '../disk/write-whole.ts'
import type { Format } from '../record/formats.ts'
import type { RunOptions } from '../record/options.ts'
import { outputsOf, type Material, type Place } from '../report/formats.ts'

type Asked = Pick<RunOptions, 'out' | 'formats'>

/** Writes what goes into the output folder. The record is what `judge` and `merge` start from, so it is written whatever the formats. */
export async function writeReports(material: Material, { out, formats }: Asked): Promise<void> {
  const asked: Format[] = ['json', ...formats]
  for (const { place, text } of await rendered(material, asked, 'file'))
    writeWhole(path.join(out, place.name), text, KEPT)
}

/** The texts of these formats that go to one kind of place. */
export async function rendered<K extends Place['kind']>(
  material: Material,
  formats: readonly Format[],
  kind: K,
): Promise<{ place: Extract<Place, { kind: K }>; text: string }[]> {
  const texts: { place: Extract<Place, { kind: K }>; text: string }[] = []
  for (const { place, render } of outputsOf(formats)) {
    if (isOf(place, kind)) texts.push({ place, text: await render(material) })
  }
  return texts
}

const isOf = <K extends Place['kind']>(place: Place, kind: K): place is Extract<Place, { kind: K }> =>
  place.kind === kind
