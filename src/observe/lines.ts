/**
 * Lines of a text that comes in pieces, each ended by CRLF, LF or CR. Every letter is looked at once, however many pieces a line
 * comes in. A line is given out as soon as it has ended: the LF that may still follow a CR ends nothing of its own.
 */
export class Lines {
  #open: string[] = []
  #afterCr = false

  /** The lines that end in this piece. */
  add(piece: string): string[] {
    const text = this.#afterCr && piece.startsWith('\n') ? piece.slice(1) : piece
    if (piece !== '') this.#afterCr = piece.endsWith('\r')
    const parts = text.split(/\r\n|\n|\r/)
    const last = parts.pop() ?? ''
    const [first, ...more] = parts
    if (first === undefined) {
      this.#open.push(last)
      return []
    }
    const whole = [this.#open.join('') + first, ...more]
    this.#open = [last]
    return whole
  }

  /** What came after the last line end. */
  rest(): string {
    return this.#open.join('')
  }
}
