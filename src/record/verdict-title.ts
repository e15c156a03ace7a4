import type { Summary } from './record.ts'

/** The verdict as every report shows it: `CONFORMS`, `CONFORMS but for 2 known deviations`, `DOES NOT CONFORM`, `COULD NOT JUDGE`. */
export function verdictTitle({ verdict, known }: Pick<Summary, 'verdict' | 'known'>): string {
  if (verdict !== 'conforms')
    return { 'does-not-conform': 'DOES NOT CONFORM', 'could-not-judge': 'COULD NOT JUDGE' }[verdict]
  return known === 0 ? 'CONFORMS' : `CONFORMS but for ${known} known ${known === 1 ? 'deviation' : 'deviations'}`
}
