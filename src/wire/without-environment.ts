/**
 * Calls `make` with an empty environment. Each release of a library may read other variables, so none is named here.
 * `make` must be synchronous: no other code may see the empty environment.
 */
export function withoutEnvironment<T>(make: () => T): T {
  const { env } = process
  process.env = {}
  try {
    return make()
  } finally {
    process.env = env
  }
}
