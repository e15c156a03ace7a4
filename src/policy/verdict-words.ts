import type { ProfileVerdict } from './profile-verdict.ts'

/** What a client was seen to do goes without saying. What its sources suggest does not. */
export const UNMEASURED = 'not measured: by its source'

/** How a client fares, in words. */
export const verdictWords = ({ verdict, measured }: Pick<ProfileVerdict, 'verdict' | 'measured'>): string =>
  `${verdict.replaceAll('-', ' ')}${measured === undefined ? ` (${UNMEASURED})` : ''}`

/** A client whose profile was not measured is not named without that. */
export const clientName = ({ name, measured }: Pick<ProfileVerdict, 'name' | 'measured'>): string =>
  measured === undefined ? `${name} (not measured)` : name
