/**
 * Lines of a UTF-8 text that comes in pieces, each ended by CRLF, LF or CR; one byte order mark at its beginning goes. Every letter
 * is looked at once, however many pieces a line comes in. A line is given out as soon as it has ended: the LF that may still follow a CR ends nothing of its own.
 */
export class Lines {
  // The decoder takes a mark in the middle for one at the beginning where a character before it came in two pieces (Node 24).
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #begun = false
  #open: string[] = []
  #afterCr = false

  /** The lines that end in these bytes. */
  add(bytes: Uint8Array): string[] {
    return this.#split(this.#decoder.decode(bytes, { stream: true }))
  }

  /** What was still open: half a character may end a line of its own. */
  end(): string[] {
    const lines = this.#split(this.#decoder.decode())
    const cutOff = this.#open.join('')
    return cutOff === '' ? lines : [...lines, cutOff]
  }

  #split(decoded: string): string[] {
    const piece = this.#begun ? decoded : decoded.replace(/^\ufeff/, '')
    this.#begun ||= decoded !== ''
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
}
