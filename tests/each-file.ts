import { afterAll } from 'vitest'
import { restartDraws } from '../stand-in/sampling.ts'
import { endAll } from './cli/when-done.ts'

// Vitest runs this for each file of tests, also where files share a process and load each module once.
restartDraws()
afterAll(endAll)
