import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { commands } from '../src/cli/commands/index.ts'
import { harnessSchemas, type Schema } from '../src/contract/schemas.ts'
import { shippedPresets } from '../src/policy/preset-file.ts'
import { shippedProfiles } from '../src/policy/profile-file.ts'

// What people, scripts and stored files depend on, beside the ids of rules. A line that goes or changes breaks somebody and is a
// major version; a line that comes is a minor one. `npx vitest run tests/interface.test.ts -u` accepts it.

describe('what semantic versioning is about', () => {
  test('commands, arguments and options', async () => {
    const program = new Command('ollama-conformance')
    for (const define of commands) define(program, { env: {}, secrets: [], line: '', ends: () => async () => {} })
    const lines = program.commands.flatMap((command) => [
      [
        command.name(),
        ...command.registeredArguments.map(
          (one) => `${one.required ? '<' : '['}${one.name()}${one.variadic ? '...' : ''}${one.required ? '>' : ']'}`,
        ),
      ].join(' '),
      ...command.options.map(
        ({ flags, defaultValue, argChoices }) =>
          `${command.name()} ${flags}${argChoices ? ` one of ${argChoices.join(', ')}` : ''}${defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`}`,
      ),
    ])
    await expect(`${lines.sort().join('\n')}\n`).toMatchFileSnapshot('interface/options.txt')
  })

  test('fields of the files that are written and read', async () => {
    const lines = [...harnessSchemas].flatMap(([name, schema]) => fields(schema, '$').map((line) => `${name} ${line}`))
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^run-record \$\.summary\.exitCode .*0, 1, 2/),
        expect.stringMatching(/^recording \$\.format .*recording@1/),
      ]),
    )
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('interface/formats.txt')
  })

  test('names of presets and profiles', async () => {
    const lines = [
      ...shippedPresets().flatMap(({ id, aliases = [] }) => [id, ...aliases].map((name) => `preset ${name}`)),
      ...shippedProfiles().map(({ id }) => `profile ${id}`),
    ]
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('interface/names.txt')
  })
})

/** Every field of a schema, a line each: where it is, whether it is always there, of what type, and which values it can have. */
function fields(schema: Schema, at: string): string[] {
  const { properties = {}, required = [], items } = schema
  return [
    ...Object.entries(properties).flatMap(([name, field]) => [
      `${at}.${name}${required.includes(name) ? '' : '?'} ${kindOf(field)}`,
      ...fields(field, `${at}.${name}`),
    ]),
    ...(items ? [`${at}[] ${kindOf(items)}`, ...fields(items, `${at}[]`)] : []),
  ]
}

const kindOf = ({ type, enum: values, const: value, $ref }: Schema): string =>
  [
    $ref ?? [type ?? 'any'].flat().join('|'),
    ...(values ? [`of ${values.join(', ')}`] : []),
    ...(value === undefined ? [] : [`always ${JSON.stringify(value)}`]),
  ].join(' ')
