/** How each letter is shown, and read out. @type {Record<string, [sign: string, word: string, style: string]>} */
const SHOWN = {
  p: ['✓', 'holds', 'pass'],
  f: ['✗', 'fails', 'fail'],
  g: ['∅', 'ignored', 'ignored'],
  u: ['4xx', 'refused', 'refused'],
  i: ['?', 'inconclusive', 'open'],
  e: ['!', 'error', 'error'],
  s: ['–', 'skipped', 'open'],
  '.': ['', 'not asked', 'open'],
}
/** Servers that are named where many found the same; their cells show the rest. */
const MOST_NAMES = 24

/** What was found of a rule, below its row. @param {Rule} rule @param {PageData['runs']} runs */
function detailRow(rule, runs) {
  const told = element('div', {}, inlineInto(element('p', { class: 'again' }), rule.says), facts(rule))
  const places = new Set()
  for (const evidence of rule.evidence) {
    const same = spread(evidence.runs)
    for (const at of same) places.add(at)
    told.append(foundIn(rule, same, runs, evidence))
  }
  // Runs that have nothing to tell are told by their outcome, so that each has its place.
  const rest = Map.groupBy(
    [...rule.outcomes.split('').keys()].filter((at) => !places.has(at)),
    (at) => rule.outcomes[at],
  )
  for (const same of rest.values()) told.append(foundIn(rule, same, runs, {}))
  return element('tr', { class: `detail ${rule.level}` }, element('td', { colspan: String(runs.length + 1) }, told))
}

/** @param {Rule} rule */
function facts({ breaks, source, clients }) {
  const list = element(
    'dl',
    {},
    element('dt', {}, 'Who breaks'),
    inlineInto(element('dd'), breaks),
    element('dt', {}, 'Source'),
    inlineInto(element('dd'), source),
  )
  if (clients.length > 0) list.append(element('dt', {}, 'Clients'), element('dd', {}, clients.join(', ')))
  return list
}

/** @param {Rule} rule @param {number[]} places @param {PageData['runs']} runs @param {Partial<Rule['evidence'][number]>} evidence */
function foundIn(rule, places, runs, { reason, findings = [] }) {
  const [, word = '', style = ''] = SHOWN[rule.outcomes[places[0] ?? 0] ?? '.'] ?? []
  const section = element('section', { tabindex: '-1', class: 'found', 'data-runs': places.join(' ') })
  section.append(element('h4', {}, element('span', { class: `outcome ${style}` }, word), ` ${namesOf(places, runs)}`))
  if (reason !== undefined) section.append(inlineInto(element('p'), reason))
  for (const [kind = '', path = '', message = '', expected = '', actual = ''] of findings) {
    section.append(
      element(
        'p',
        { class: 'finding' },
        element('b', {}, kind),
        ' at ',
        element('code', {}, path),
        ': ',
        inlineInto(element('span'), message),
      ),
      element(
        'dl',
        {},
        element('dt', {}, 'Expected'),
        element('dd', {}, element('code', {}, expected)),
        element('dt', {}, 'Got'),
        element('dd', {}, element('code', {}, actual)),
      ),
    )
  }
  return section
}

/** @param {number[]} places @param {PageData['runs']} runs */
const namesOf = (places, runs) =>
  `${places
    .slice(0, MOST_NAMES)
    .map((at) => runs[at]?.name)
    .join(', ')}${places.length > MOST_NAMES ? ` and ${places.length - MOST_NAMES} more` : ''}`

/** `0-2,5` as `[0, 1, 2, 5]`. @param {string} ranges @returns {number[]} */
const spread = (ranges) =>
  ranges.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, at) => from + at)
  })
