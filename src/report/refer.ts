/** Refers to a place in `evidence.md`: a link, or the text alone where no link can lead to the files of a run. */
export type Refer = (anchor: string, text: string) => string

export const linkToEvidence: Refer = (anchor, text) => `[${text}](evidence.md#${anchor})`

export const withoutLink: Refer = (_anchor, text) => text
