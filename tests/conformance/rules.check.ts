import { conformance } from '../../src/vitest.ts'

// `npm run conformance` sets the variable. In an editor the server at OLLAMA_HOST is judged.
await conformance({ target: process.env['CONFORMANCE_TARGET'] })
