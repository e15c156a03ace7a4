/** A module of `src`: a folder, or a single file at the top. What is in it is said in `docs/architecture.md`, word for word. */
export interface Module {
  name: string
  about: string
}

/**
 * The one order: a module imports, values and types alike, only from modules above it. What a module needs from below belongs
 * further up: move the type or the function, or hand it in as a parameter.
 */
export const MODULES: Module[] = [
  { name: 'failure', about: 'an error that one line explains, with a stable code' },
  { name: 'json', about: 'guards for parsed JSON' },
  { name: 'finding', about: 'what is wrong with an answer, as data' },
  { name: 'globs', about: 'globs over rule ids' },
  { name: 'nearest', about: 'the nearest of some names, for "did you mean"' },
  { name: 'process-group', about: 'signals to a process and to all that it started' },
  {
    name: 'disk',
    about:
      'reads the files that somebody names, within bounds; writes files that no crash leaves half done and no link leads astray; locks',
  },
  {
    name: 'wire',
    about:
      'bytes to exchange to observation; the only network, also for downloads; the search for secrets; servers on loopback; the driver of the official SDK',
  },
  {
    name: 'contract',
    about: 'the schemas of `specs/openai`, as rows (one requirement on one field), violations and generated types',
  },
  { name: 'suite', about: 'the words suites are written in: suite, rule, step, request, example reply' },
  { name: 'checks', about: 'what rules look with' },
  { name: 'define', about: 'suites that write themselves from schemas' },
  { name: 'judge', about: 'rule and observations to verdict; reason codes; known deviations' },
  { name: 'compare', about: 'answers against answers or observed facts; latency; gateways' },
  {
    name: 'deviations',
    about:
      'ways in which servers were seen to depart from OpenAI, each a change of conforming answers that rules notice; puts one into an answer',
  },
  {
    name: 'policy',
    about:
      'presets, profiles, capabilities and lists of known deviations: data read from YAML, and what it says of requests and rules',
  },
  {
    name: 'record',
    about: 'the run record and the options of a run: the data of the product, and the verdict that follows from it',
  },
  { name: 'plan', about: 'suites, models and a selection to requests, cost and shards' },
  { name: 'collect', about: 'sends a plan to one side, each distinct request once' },
  { name: 'recording', about: 'recordings and captured traffic as exchanges' },
  { name: 'server', about: 'names, finds, opens, starts and asks an endpoint' },
  {
    name: 'releases',
    about:
      'releases of Ollama by name: what is published, and in which form; fetches, verifies, unpacks and keeps them',
  },
  { name: 'audit', about: 'how a server is exposed' },
  { name: 'history', about: 'many run records: the matrix, releases side by side' },
  { name: 'report', about: 'a record or a history to text, one file a format' },
  {
    name: 'drift',
    about: 'in what the reference departs from the contract and the observed facts, and what to change in them',
  },
  { name: 'learn', about: 'what an app was seen to do, and measured to need, as a profile' },
  { name: 'run', about: 'the use cases: run, judge, merge, compare, matrix' },
  { name: 'library', about: 'the use cases with the defaults of the command line, for programs' },
  { name: 'vitest', about: 'the face to Vitest: rules as tests in a test suite of your own' },
  { name: 'index', about: 'what the package exports' },
  {
    name: 'cli',
    about:
      'the command line: `commands/` has what can be typed, `actions/` what it does; the only place that prints and exits',
  },
]
