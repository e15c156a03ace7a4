/** A path begins so where a base URL ended in a slash. A URL parser takes the word behind two slashes for a host. */
export const LEADING_SLASHES = /^[/\\]{2,}/

/** Path and query of an address, as an exchange has them: from the server root, with one slash first. */
export const requestPath = ({ pathname, search }: URL): string => pathname.replace(LEADING_SLASHES, '/') + search
