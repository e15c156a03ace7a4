/** What was typed, or stands in a file, may hold line ends and marks that steer a terminal: they are shown, and not sent. */
const escaped = (marks: string): string =>
  Array.from(marks, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
    .replaceAll('\\u000a', '\\n')

/** Why the suite could not do what it was asked. Its message is one line: what, where, and how to fix it. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message.replace(/[\p{Cc}\u2028\u2029]+/gu, escaped), options)
    this.code = code
  }
}
