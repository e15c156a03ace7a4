/** Small enough that a counting model is far from done, large enough to hold a few numbers. */
export const CAP = 5

/** No tokenizer puts more than this many characters of a counted list into one token. */
const WIDEST_TOKEN = 8

/** Tells from the text alone that the cap did not hold, for servers whose counts cannot be trusted. */
export const longerThanCap = (said: string): boolean => said.length > CAP * WIDEST_TOKEN
