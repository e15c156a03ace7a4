import pc from 'picocolors'

/** Colours for a stream: only where a person watches it, or asks for them. A log of CI is read as text. */
const coloursFor = (stream: NodeJS.WriteStream): ReturnType<typeof pc.createColors> =>
  pc.createColors(!process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb' && (stream.isTTY === true || Boolean(process.env['FORCE_COLOR'])))

export const outColours = coloursFor(process.stdout)
export const errColours = coloursFor(process.stderr)
