import { fileURLToPath } from 'node:url'

/** A command line for an app that makes two calls. */
export const APP = `'${process.execPath}' '${fileURLToPath(new URL('./watched-app.mjs', import.meta.url))}'`
