import { isObject, objects, textOf, type ChatRequest, type Refusal } from '../src/deviations/server-reply.ts'
import { seesImages } from './models.ts'
import { invalid } from './refusals.ts'

const IMAGE_TOKENS = 85

/** The address of every image of a request. */
const urls = ({ messages }: ChatRequest): string[] =>
  messages
    .flatMap(({ content }) => objects(content))
    .flatMap(({ image_url: image }) => (isObject(image) ? [textOf(image['url'])] : []))

export const imageTokens = (request: ChatRequest): number => IMAGE_TOKENS * urls(request).length

/** The first bytes of PNG, JPEG, WebP and GIF, in base64. */
const READABLE = /^data:image\/(png;base64,iVBOR|jpeg;base64,\/9j\/|webp;base64,UklGR|gif;base64,R0lGOD)[\w+/]+=*$/

/** Why the images cannot be taken; null where they can. */
export function imageRefusal(request: ChatRequest): Refusal | null {
  const all = urls(request)
  if (all.length > 0 && !seesImages(request.model))
    return invalid('Invalid content type. image_url is only supported by certain models.', 'messages', null)
  if (all.some((url) => !url.startsWith('data:')))
    return invalid('Error while downloading the image.', 'messages', 'invalid_image_url')
  return all.every((url) => READABLE.test(url))
    ? null
    : invalid('The image data you provided does not represent a valid image.', 'messages', 'invalid_base64')
}

/** In a chat only users show images. */
export function toolImageRefusal({ messages }: ChatRequest): Refusal | null {
  const at = messages.findIndex(
    ({ role, content }) => role === 'tool' && objects(content).some((part) => 'image_url' in part),
  )
  return at < 0
    ? null
    : invalid(
        `Invalid 'messages[${at}]'. Image URLs are only allowed for messages with role 'user', but this message with role 'tool' contains an image URL.`,
        `messages[${at}]`,
        'invalid_value',
      )
}

/** What the model says of a picture: the blue square is told by its palette. */
export function seen(request: ChatRequest): string | undefined {
  const [url] = urls(request)
  return url === undefined ? undefined : url.includes('AAP+KeNJX') ? 'Blue' : 'Red'
}
