/** A share of what was counted, with its 95 % interval. */
export interface Rate {
  hits: number
  of: number
  low: number
  high: number
}

/** Two-sided 95 %. */
const Z = 1.959964

/**
 * The Wilson score interval of a share: honest also for few samples and for shares of 0 and 1
 * (https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval).
 */
export function wilson(hits: number, of: number): Rate {
  if (of === 0) return { hits, of, low: 0, high: 1 }
  const share = hits / of
  const centre = share + Z ** 2 / (2 * of)
  const reach = Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2))
  const scale = 1 + Z ** 2 / of
  const rounded = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000
  return { hits, of, low: rounded((centre - reach) / scale), high: rounded((centre + reach) / scale) }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** `3 of 4 (95 % interval 30 % to 95 %)`. */
export const rateText = ({ hits, of, low, high }: Rate): string =>
  `${hits} of ${of}${of === 0 ? '' : ` (95 % interval ${percent(low)} to ${percent(high)})`}`
