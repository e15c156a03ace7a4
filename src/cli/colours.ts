import { styleText } from 'node:util'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'
type Colours = Record<Style, (text: string) => string>

/** Colours for a stream: only where a person watches it, or asks for them. A log of CI is read as text. */
function coloursFor(stream: NodeJS.WriteStream): Colours {
  const shown =
    !process.env['NO_COLOR'] &&
    process.env['TERM'] !== 'dumb' &&
    (stream.isTTY === true || Boolean(process.env['FORCE_COLOR']))
  const paint =
    (style: Style) =>
    (text: string): string =>
      shown ? styleText(style, text, { validateStream: false }) : text
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  }
}

export const outColours = coloursFor(process.stdout)
export const errColours = coloursFor(process.stderr)
