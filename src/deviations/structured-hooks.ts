import type { Hooks } from './hooks.ts'
import { isObject, type JsonObject } from './server-reply.ts'

export const isJson = (text: string | null): text is string => text !== null && /^[{[]/.test(text)
/** Another text wherever the model answers in JSON. */
export const inJson = (change: (text: string) => string, finish?: string): Hooks => ({
  generation: (choice) =>
    isJson(choice.text) ? { ...choice, text: change(choice.text), finish: finish ?? choice.finish } : choice,
})

export const hasSchema = (body: JsonObject): boolean =>
  isObject(body['response_format']) && body['response_format']['type'] === 'json_schema'

/** Has no ear for the format where that applies. */
export const deafWhere = (applies: (body: JsonObject) => boolean): Hooks => ({
  request: (body) => {
    const { response_format: format, ...rest } = body
    return format !== undefined && applies(body) ? rest : body
  },
})
