import { expect } from 'vitest'
import { Failure } from '../src/failure.ts'
import { openCapture } from '../src/recording/capture.ts'

export async function captured(file: string): Promise<void> {
  for await (const _ of openCapture(file).exchanges);
}

/** What is read is refused in one line that names the file, and how it is named. */
export async function refused(read: () => unknown, file: string, says: RegExp): Promise<void> {
  const error = await (async () => read())().then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(Failure)
  expect((error as Failure).message).toMatch(says)
  expect((error as Failure).message).toContain(file)
  expect((error as Failure).message.length).toBeLessThan(700)
}
