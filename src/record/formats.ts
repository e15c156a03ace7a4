/** The formats of reports. */
export const FORMATS = ['md', 'html', 'json', 'junit', 'sarif', 'github'] as const
export type Format = (typeof FORMATS)[number]

/** Written where no format is asked for. */
export const DEFAULT_FORMATS: Format[] = ['md', 'html', 'json']
