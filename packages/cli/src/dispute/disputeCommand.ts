import { Command } from 'commander'
import { showCommand } from './showCommand.ts'

/**
 * `assay dispute`: disputes of results.
 *
 * @param print takes what the commands answer (stdout)
 */
export function disputeCommand(
  print: (text: string) => void = (text) => process.stdout.write(text),
): Command {
  const dispute = new Command('dispute').description('Look into disputes of results')
  const command = showCommand(print)
  command.showHelpAfterError('(--help says what the command takes)').exitOverride()
  return dispute.addCommand(command)
}
