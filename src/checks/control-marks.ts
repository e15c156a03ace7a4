/** What chat templates end a turn with. A server takes such marks off. */
const AT_END = /(?:\s*(?:<\|[^|<>\s]{1,40}\|>|<\/s>|<eos>|<end_of_turn>))+\s*$/

export const withoutControlMarks = (text: string): string => text.replace(AT_END, '')

/** The marks at the end of a text; undefined where there are none. */
export const controlMarks = (text: string): string | undefined => AT_END.exec(text)?.[0].trim()

/** What chat templates begin the turn of the model with. */
const AT_START =
  /^\s*(?:<\|im_start\|>\s*assistant\b|<\|start_header_id\|>\s*assistant\b|<start_of_turn>\s*model\b|<\|start\|>\s*assistant\b|<\|assistant\|>|<｜Assistant｜>|<\|begin_of_text\|>|<｜begin▁of▁sentence｜>|<bos>)/

/** The mark at the start of a text; undefined where there is none. */
export const openingMark = (text: string): string | undefined => AT_START.exec(text)?.[0].trim()

/** The name of a role that a template writes over the turn of the model, with a sentence under it: lists and tables may begin with such a word. */
const ROLE =
  /^\s*(?:(?:assistant|model)\r?\n+(?=[^\p{Ll}\s]\S*[^\S\n]+\S)|ASSISTANT:[^\S\n]+(?=\S)(?![\s\S]*\n[A-Z][A-Z ]{0,20}:))/u

/** The role that a text begins with as a header; undefined where there is none. */
export const roleHeader = (text: string): string | undefined => ROLE.exec(text)?.[0].trim()
