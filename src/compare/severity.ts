import { contractFields } from './contract-fields.ts'
import type { RawDifference } from './diff-shapes.ts'
import type { DifferenceKind, Severity } from './difference.ts'

/** A row of what is known about clients: where a difference hurts more or less than its kind says, and whom. */
interface Pain {
  /** Beginning of the scope; any where absent. */
  scope?: string
  /** The path or the name of the trait, whole. */
  path: RegExp
  kinds?: DifferenceKind[]
  severity: Severity
  breaks: string[]
}

const CALL = String.raw`^\$\.choices\[\]\.delta\.tool_calls\[\]`

/** First match wins. The clients are those whose code or issue threads show the dependence. */
const PAINS: Pain[] = [
  { path: /^status$/, severity: 'breaking', breaks: [] },
  { path: /^format$/, severity: 'breaking', breaks: ['every client: the body is not what was asked for'] },

  {
    path: /^tool_calls \(tool_choice (required|named)\)$/,
    severity: 'breaking',
    breaks: ['instructor', 'LlamaIndex', 'agent loops'],
  },
  {
    path: /^tool_calls \(tool_choice none\)$/,
    severity: 'breaking',
    breaks: ['agent loops that end with a plain answer'],
  },
  {
    path: /^tool_calls index$/,
    severity: 'breaking',
    breaks: ['Vercel AI SDK', 'LiteLLM', 'LangChain.js', 'OpenAI Agents SDK'],
  },
  { path: /^tool_calls in one chunk$/, severity: 'notable', breaks: [] },
  { path: /^tool_calls arguments$/, severity: 'cosmetic', breaks: [] },
  { path: /^finish_reason \(no tool calls/, severity: 'breaking', breaks: ['pydantic-ai', 'OpenAI .NET'] },
  {
    path: /^finish_reason \(text\)$/,
    severity: 'breaking',
    breaks: ['typed decoders (Rust, Go, .NET)', 'clients that go on after length'],
  },
  {
    path: /^finish_reason \(tool calls/,
    severity: 'breaking',
    breaks: ['Zed', 'LiteLLM', 'agent loops that wait for tool_calls'],
  },

  {
    path: new RegExp(`${CALL}\\.index$`),
    kinds: ['missing', 'type', 'null-or-absent'],
    severity: 'breaking',
    breaks: ['openai-node', 'openai-python', 'Zed', 'Open WebUI', 'LangChain.js'],
  },
  {
    scope: 'chat.stream.tool-opening',
    path: new RegExp(`${CALL}\\.id$`),
    severity: 'breaking',
    breaks: ['Continue', 'Vercel AI SDK'],
  },
  {
    scope: 'chat.stream.tool-opening',
    path: new RegExp(`${CALL}\\.type$`),
    severity: 'breaking',
    breaks: ['openai-node', 'OpenAI Agents SDK'],
  },
  {
    scope: 'chat.stream.tool-fragment',
    path: new RegExp(`${CALL}\\.(function\\.name|type)$`),
    kinds: ['extra', 'null-or-absent'],
    severity: 'breaking',
    breaks: ['LangChain.js', 'Open WebUI', 'openai-node', 'pydantic-ai'],
  },
  {
    scope: 'chat.stream.tool-fragment',
    path: new RegExp(`${CALL}\\.id$`),
    kinds: ['extra', 'null-or-absent'],
    severity: 'notable',
    breaks: ['openai-node'],
  },

  {
    path: /^events\.finish$/,
    kinds: ['missing'],
    severity: 'breaking',
    breaks: ['Vercel AI SDK', 'openai-node', 'pydantic-ai'],
  },
  { path: /^events\.finish$/, severity: 'notable', breaks: ['interfaces that stop reading at finish_reason'] },
  { path: /^events\.done$/, severity: 'breaking', breaks: ['readers that wait for [DONE]'] },
  { path: /^events\.role$/, kinds: ['missing'], severity: 'breaking', breaks: ['openai-node', 'LangChain.js'] },
  { path: /^events\.(role|order)$/, severity: 'notable', breaks: [] },
  {
    path: /^events\.usage$/,
    kinds: ['missing'],
    severity: 'notable',
    breaks: ['token meters of OpenCode, SWE-agent and gateways'],
  },
  {
    path: /^events\.usage( \(not asked for\))?$/,
    severity: 'notable',
    breaks: ['Continue', 'clients that add up usage'],
  },
  { path: /^events\.usage in other chunks/, severity: 'notable', breaks: [] },

  {
    scope: 'chat',
    path: /^\$\.choices\[\]\.message\.tool_calls\[\]\.index$/,
    kinds: ['extra'],
    severity: 'notable',
    breaks: ['ollama4j', 'Spring AI'],
  },
  {
    path: /^\$\.choices\[\]\.message\.tool_calls$/,
    kinds: ['null-or-absent'],
    severity: 'notable',
    breaks: ['clients that iterate over it'],
  },
  {
    scope: 'chat.stream',
    path: /^\$\.choices\[\]\.message$/,
    kinds: ['extra', 'null-or-absent'],
    severity: 'notable',
    breaks: ['clients that read both and show the text twice'],
  },
  {
    path: /\.(reasoning|reasoning_content|thinking)$/,
    kinds: ['extra'],
    severity: 'notable',
    breaks: ['LangChain.js', 'Zed', 'OpenAI Agents SDK: each reads one key only'],
  },
  {
    scope: 'chat.tool-calls',
    path: /\.message\.content$/,
    kinds: ['type'],
    severity: 'notable',
    breaks: ['clients that replay the turn as it came'],
  },
  { path: /\.message\.refusal$/, severity: 'cosmetic', breaks: ['strict decoders (Rust, Java, .NET)'] },
  { path: /\.message\.annotations$/, severity: 'notable', breaks: ['strict decoders (Rust, Java, .NET)'] },
  { path: /^\$\.(obfuscation|service_tier|system_fingerprint)$/, severity: 'cosmetic', breaks: [] },
  {
    path: /^\$\.usage\.(prompt|completion)_tokens_details$/,
    kinds: ['missing'],
    severity: 'notable',
    breaks: ['billing views', 'OpenAI Agents SDK'],
  },
  {
    path: /^\$\.error\.(code|type|param)$/,
    severity: 'notable',
    breaks: ['retry logic that sorts errors by code', 'Codex'],
  },
  { path: /^headers\.content-type$/, severity: 'breaking', breaks: ['clients that choose the parser by it'] },
  { path: /^headers\./, severity: 'cosmetic', breaks: [] },
]

export interface Weight {
  severity: Severity
  breaks: string[]
}

/** Whether a known client breaks where this rule does not hold. */
export type IsRequired = (rule: string) => boolean

/** How much a difference matters: by whom it is known to break, else by what the contract says of the field. */
export function weigh(
  scope: string,
  difference: Omit<RawDifference, 'target' | 'reference'>,
  isRequired: IsRequired,
): Weight {
  const { path, kind } = difference
  const pain = PAINS.find(
    (one) => scope.startsWith(one.scope ?? '') && one.path.test(path) && (one.kinds?.includes(kind) ?? true),
  )
  if (pain) return { severity: pain.severity, breaks: pain.breaks }
  return byContract(scope, difference, isRequired)
}

function byContract(
  scope: string,
  { path, kind, types }: Omit<RawDifference, 'target' | 'reference'>,
  isRequired: IsRequired,
): Weight {
  const field = contractFields(scope).get(path)
  const broken: Weight = {
    severity: field?.rules.some(isRequired) ? 'breaking' : 'notable',
    breaks: field?.breaks === undefined ? [] : [field.breaks],
  }
  // A field the contract asks for is broken by being left out, whatever the reference sends in it.
  if (field?.required && (kind === 'missing' || (kind === 'null-or-absent' && types.length === 0))) return broken
  const wrongType =
    (kind === 'type' || kind === 'null-or-absent') &&
    field !== undefined &&
    field.types.length > 0 &&
    types.some((type) => !field.types.includes(type))
  if (wrongType) return broken
  if (kind === 'null-or-absent') return { severity: mattersAsNull(path) ? 'notable' : 'cosmetic', breaks: [] }
  if (kind === 'value') return field ? broken : { severity: 'cosmetic', breaks: [] }
  return { severity: kind === 'missing' || kind === 'order' ? 'notable' : 'cosmetic', breaks: [] }
}

const mattersAsNull = (path: string): boolean => /\.(finish_reason|usage|content)$/.test(path)
