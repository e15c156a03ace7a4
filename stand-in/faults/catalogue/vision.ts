import { BLUE, RED, UNREACHABLE_IMAGE } from '../../../fixtures/sent/images.ts'
import { misread, refuses } from '../../../src/deviations/changes.ts'
import type { Deviation } from '../../../src/deviations/deviation.ts'
import { inInput } from '../../../src/deviations/response-requests.ts'
import { objects, type JsonObject } from '../../../src/deviations/server-reply.ts'

const parts = (message: JsonObject, change: (part: JsonObject) => JsonObject[]): JsonObject =>
  Array.isArray(message['content']) ? { ...message, content: objects(message['content']).flatMap(change) } : message
const isImage = (part: JsonObject): boolean => 'image_url' in part
const swapped = (text: string): string =>
  text.replaceAll(RED.png, 'swap:').replaceAll(BLUE, RED.png).replaceAll('swap:', BLUE)
const crashes = (name: string, about: string, rule: string, mark: string): Deviation => ({
  name,
  about,
  rules: [`vision/unusable/${rule}`],
  hooks: { refusal: (refusal, { body }) => (body?.includes(mark) ? { ...refusal, status: 500 } : refusal) },
})

const lastImage = (message: JsonObject): JsonObject => {
  const all = objects(message['content'])
  const last = all.findLast(isImage)
  return last === undefined ? message : { ...message, content: all.filter((part) => !isImage(part) || part === last) }
}

export const deviations: Deviation[] = [
  {
    name: 'images-dropped',
    about: 'images do not reach the model, and nothing says so',
    rules: ['vision/formats/png', 'vision/formats/jpeg', 'vision/formats/webp'],
    hooks: misread((messages) => messages.map((message) => parts(message, (part) => (isImage(part) ? [] : [part])))),
  },
  {
    name: 'images-swapped',
    about: 'the model is shown the image of another request',
    rules: ['vision/formats/seen'],
    hooks: misread((messages) => JSON.parse(swapped(JSON.stringify(messages))) as JsonObject[]),
  },
  ...['png', 'jpeg', 'webp'].map((format): Deviation => ({
    name: `${format}-refused`,
    about: `images in ${format} are refused (WebP: Ollama 0.30 to 0.32.13)`,
    rules: ['vision/formats/answered'],
    hooks: refuses((body) => JSON.stringify(body).includes(`data:image/${format};base64,`)),
  })),
  crashes(
    'unreachable-image-crash',
    'an image that cannot be fetched gives a 500',
    'unreachable-refused',
    'images.invalid',
  ),
  crashes('broken-image-crash', 'an image that cannot be read gives a 500', 'broken-refused', '%%%'),
  {
    name: 'detail-refused',
    about: '`detail` is refused',
    rules: ['vision/forms/detail'],
    hooks: refuses((body) => JSON.stringify(body).includes('"detail"')),
  },
  {
    name: 'detail-drops-the-image',
    about: 'an image with `detail` is dropped',
    rules: ['vision/forms/detail'],
    hooks: misread((messages) =>
      messages.map((message) => parts(message, (part) => (JSON.stringify(part).includes('"detail"') ? [] : [part]))),
    ),
  },
  {
    name: 'image-string-dropped',
    about: 'an `image_url` that is a string is dropped',
    rules: ['vision/forms/as-string'],
    hooks: misread((messages) =>
      messages.map((message) => parts(message, (part) => (typeof part['image_url'] === 'string' ? [] : [part]))),
    ),
  },
  {
    name: 'last-image-only',
    about: 'of several images the last is seen',
    rules: ['vision/forms/two-images'],
    hooks: misread((messages) => messages.map(lastImage)),
  },
  {
    name: 'gif-refused',
    about: 'images in GIF are refused before the model is looked at',
    seen: ['Ollama'],
    rules: ['vision/sources/gif'],
    hooks: refuses((body) => JSON.stringify(body).includes('data:image/gif;base64,'), 400, 'invalid image input'),
  },
  {
    name: 'addresses-refused',
    about: 'images at addresses are refused',
    seen: ['Ollama'],
    rules: ['vision/sources/address'],
    hooks: {
      refusal: (refusal, { body }) =>
        body?.includes(UNREACHABLE_IMAGE)
          ? {
              ...refusal,
              message: 'image URLs are not currently supported, please use base64 encoded data',
              code: null,
            }
          : refusal,
    },
  },
  {
    name: 'tool-images-dropped',
    about: 'images in the results of tools do not reach the model, and nothing says so',
    rules: ['vision/forms/tool-result', 'vision/text-only/tool-result-refused'],
    hooks: misread((messages) =>
      messages.map((message) =>
        message['role'] === 'tool' ? parts(message, (part) => (isImage(part) ? [] : [part])) : message,
      ),
    ),
  },
  {
    name: 'response-images-dropped',
    about: 'images in the input of a response do not reach the model',
    seen: ['Ollama 0.13'],
    rules: ['vision/responses/input-image', 'vision/text-only/response-refused'],
    hooks: inInput((items) => items.map((item) => parts(item, (part) => (isImage(part) ? [] : [part])))),
  },
  {
    name: 'output-images-dropped',
    about: 'images in the output of a function do not reach the model',
    rules: ['vision/responses/image-in-output'],
    hooks: inInput((items) =>
      items.map((item) =>
        Array.isArray(item['output'])
          ? { ...item, output: objects(item['output']).filter((part) => !isImage(part)) }
          : item,
      ),
    ),
  },
]
