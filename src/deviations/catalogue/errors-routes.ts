import { replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'

const onMethod = (method: string, path: RegExp, status: number, body: string): Hooks => ({
  response: (reply, request) =>
    request.method === method && path.test(request.path)
      ? replaced(reply, { status, type: 'text/plain', body })
      : reply,
})
const MEGABYTE = 1024 * 1024
const tooLarge = (status: number, type: string, body: string): Hooks => ({
  response: (reply, { body: sent }) =>
    (sent ?? '').length > MEGABYTE ? replaced(reply, { status, type, body }) : reply,
})

export const deviations: Deviation[] = [
  {
    name: 'body-over-a-megabyte',
    about: 'a large body gives a page',
    seen: ['nginx'],
    rules: ['errors/large-body/answered-or-refused'],
    hooks: tooLarge(413, 'text/html', '<html><title>413 Request Entity Too Large</title></html>'),
  },
  {
    name: 'body-over-a-megabyte-500',
    about: 'a large body gives a 500',
    seen: ['express'],
    rules: ['errors/large-body/answered-or-refused'],
    hooks: tooLarge(500, 'application/json', '{"error":{"message":"request entity too large"}}'),
  },
  {
    name: 'head-500',
    about: 'HEAD gives a 500',
    rules: ['errors/unknown-route/head'],
    hooks: onMethod('HEAD', /./, 500, ''),
  },
  {
    name: 'outside-in-plain-text',
    about: 'beside the API base the web framework answers',
    seen: ['Ollama'],
    rules: ['errors/unknown-route/outside-in-json'],
    hooks: {
      response: (reply, { path }) =>
        /^\/(chat|models)/.test(path) ? replaced(reply, { type: 'text/plain', body: '404 page not found' }) : reply,
    },
  },
]
