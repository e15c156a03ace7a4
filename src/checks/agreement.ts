/** How many of the texts are the most frequent one. */
export const agreement = (texts: readonly string[]): number =>
  Math.max(...texts.map((one) => texts.filter((other) => other === one).length))
