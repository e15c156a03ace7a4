/** Lower case, without a vendor's prefix and without the tag that a name has by default. */
const bare = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/:latest$/, '')
const family = (name: string): string => name.split('-').slice(0, 2).join('-')

/** The same name, its snapshot (`gpt-4o` → `gpt-4o-2024-08-06`), or what a moving alias stands for today (`gpt-4-turbo-preview` → `gpt-4-0125-preview`). */
export function isModelAsked(asked: string, got: string): boolean {
  const [want, have] = [bare(asked), bare(got)]
  if (have === '') return false
  return (
    have.startsWith(want) ||
    want.startsWith(`${have}:`) ||
    (/-(preview|latest)$/.test(want) && family(want) === family(have))
  )
}
