#!/usr/bin/env node
import module from 'node:module'

// What is compiled is kept for the next run, by Node. Before anything else is loaded, so everything else comes later.
// An older Node has no such cache, and is told by `start` that it is too old.
void (module as Partial<typeof module>).enableCompileCache?.()

const { start } = await import('./start.ts')
await start()
