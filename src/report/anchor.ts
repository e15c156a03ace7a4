/** Where a link to a rule leads, in a page and in `evidence.md` alike. Rule ids keep their form, so anchors are stable. */
export const anchorOf = (id: string): string => `rule-${id.replace(/[^\w/-]/g, '_')}`
