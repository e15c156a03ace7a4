import { plain } from '../report/markdown-text.ts'
import { errColours } from './colours.ts'

/** A line on stderr about what goes on, where nothing is overwritten. */
export const note = (text: string): void => console.error(errColours.dim(plain(text, 600)))
