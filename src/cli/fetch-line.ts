import type { ReleaseProgress } from '../releases/release.ts'
import { sizeText } from '../releases/size-text.ts'
import type { Screen } from './screen.ts'

const STAGES = { downloading: 'fetching', verifying: 'checking its SHA-256', unpacking: 'unpacking', ready: 'is ready' }
const MB = 1_000_000
/** Where nothing can be overwritten, a line for so many percent, or bytes, is enough. */
const LOGGED = { percent: 25, bytes: 100 * MB }

/** Shows how far a release is: in place in a terminal, a line now and then elsewhere. */
export function fetchLines(screen: Screen | undefined): (progress: ReleaseProgress) => void {
  const steps = screen ? { percent: 1, bytes: MB } : LOGGED
  let last = ''
  return (progress) => {
    const step = `${progress.version} ${progress.stage} ${stepOf(progress, steps)}`
    if (step === last) return
    last = step
    if (screen && progress.stage !== 'ready') return screen.ahead(fetchLine(progress))
    screen?.clear()
    console.error(fetchLine(progress))
  }
}

function stepOf({ stage, received, total }: ReleaseProgress, { percent, bytes }: typeof LOGGED): number {
  if (stage !== 'downloading') return 0
  return total === null ? Math.floor(received / bytes) : Math.floor((received / Math.max(1, total)) * (100 / percent))
}

export function fetchLine({ version, stage, received, total }: ReleaseProgress): string {
  const name = `Ollama ${version}: ${STAGES[stage]}`
  if (stage !== 'downloading') return name
  if (total === null) return `${name}, ${sizeText(received)}`
  return `${name}, ${Math.floor((100 * received) / Math.max(1, total))}% of ${sizeText(total)}`
}
