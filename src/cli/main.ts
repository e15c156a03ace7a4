#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// What is compiled is kept for the next run, by Node. Before anything else is loaded, so everything else comes later.
const { directory } = enableCompileCache()
// The thread in which Vitest judges looks for it here.
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory

const { start } = await import('./start.ts')
await start()
