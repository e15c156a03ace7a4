export const CANARY = 'sk-canary-7Yq/3+x=Zv9QmL8s2'
export const coded = encodeURIComponent(CANARY)

/** A part that no encoding changes. */
export const TRACE = /canary|7Yq/

export const ONLY = ['--reference', 'none', '--only', 'models', 'chat/id', 'streaming/role', 'chat/sdk']
