/** How often the word of the song is in a text. */
export const timesSung = (said: string): number => said.match(/\bla\b/g)?.length ?? 0

const packed = (said: string): string => said.replaceAll(/\s/g, '')

/** The text is the beginning of the song, and no more. */
export const isPartOf = (song: string, said: string): boolean =>
  packed(said).length < packed(song).length && packed(song).startsWith(packed(said))
