export interface RunnerCommand {
  name: string
  properties: Record<string, string>
  message: string
}

/**
 * The commands that a GitHub runner sees in a log: `::name key=value::message` where a line begins, after spaces, and in the
 * older form `##[name key=value]message` anywhere in a line.
 */
export function commandsIn(log: string): RunnerCommand[] {
  return log.split(/\r\n|\n|\r/).flatMap((line): RunnerCommand[] => {
    const text = line.trimStart()
    const [, name = '', listed = '', message = ''] = /^::([^\s:]+)(?: (.*?))?::(.*)$/s.exec(text) ?? []
    if (name !== '') return [{ name, properties: propertiesIn(listed, ','), message: decoded(message) }]
    const [, older = '', olderListed = '', rest = ''] = /##\[(\S+?)(?: ([^\]]*))?\](.*)$/.exec(line) ?? []
    return older === '' ? [] : [{ name: older, properties: propertiesIn(olderListed, ';'), message: rest }]
  })
}

const propertiesIn = (listed: string, separator: string): Record<string, string> =>
  Object.fromEntries(
    listed
      .split(separator)
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), decoded(pair.slice(pair.indexOf('=') + 1))]),
  )

const decoded = (text: string): string =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%')
