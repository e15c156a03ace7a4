import { Help, type Command, type Option } from 'commander'

const usual = new Help()
/** Leaves 44 columns of 80 to what is said of a term; a longer term has a line of its own. */
const WIDEST = 32

/** Help that can be read in a terminal of 80 columns. */
export const HELP: Partial<Help> = {
  padWidth: (command, helper) => Math.min(usual.padWidth(command, helper), WIDEST),
  formatItem(term, width, description, helper) {
    const format = usual.formatItem.bind(helper)
    return helper.displayWidth(term) <= width
      ? format(term, width, description, helper)
      : `${format(term, width, '', helper)}\n${format('', width, description, helper)}`
  },
  // That options may follow goes without saying.
  subcommandTerm: (command: Command) =>
    `${command.name()} ${command.usage().replace('[options]', '')}`.replace(/ +/g, ' ').trim(),
  // A list that nobody filled and a switch that nobody set are no news.
  optionDescription: (option: Option) =>
    option.defaultValue === false || (Array.isArray(option.defaultValue) && option.defaultValue.length === 0)
      ? option.description
      : usual.optionDescription(option),
}
