/** All values a path with `[]` for array elements leads to: `$.choices[].message.role`. Absent fields give none. */
export function valuesAt(root: unknown, path: string): unknown[] {
  const keys = path.replace(/^\$\.?/, '').replaceAll('[]', '.[]').split('.').filter(Boolean)
  return keys.reduce<unknown[]>((values, key) => values.flatMap((value) => {
    if (key === '[]') return Array.isArray(value) ? value : []
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return []
    return [(value as Record<string, unknown>)[key]]
  }), [root])
}

/** The path of the object a field belongs to. */
export const parentPath = (path: string): string => path.replace(/(\.[^.[\]]+|\[\])$/, '')
