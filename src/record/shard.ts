/** A part of a plan: the `index`-th of `of`, counted from 1. */
export interface Shard {
  index: number
  of: number
}

/** A shard with the name of the whole plan. */
export interface NamedShard extends Shard {
  plan: string
}
