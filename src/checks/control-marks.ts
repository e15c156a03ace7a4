/** What chat templates end a turn with. A server takes such marks off. */
const AT_END = /(?:\s*(?:<\|[^|<>\s]{1,40}\|>|<\/s>|<eos>|<end_of_turn>))+\s*$/

export const withoutControlMarks = (text: string): string => text.replace(AT_END, '')

/** The marks at the end of a text; undefined where there are none. */
export const controlMarks = (text: string): string | undefined => AT_END.exec(text)?.[0].trim()
