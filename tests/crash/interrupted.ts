import { interruption } from '../../src/cli/interruption.ts'

/** A process that does nothing but wait for signals. It reports when the first has come and when a second no longer counts as the same. */
const { signal } = interruption()
setInterval(() => {}, 1000)
process.send?.('ready')
signal.addEventListener('abort', () => setTimeout(() => process.send?.('later'), 600))
