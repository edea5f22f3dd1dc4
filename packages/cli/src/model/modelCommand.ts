import { Command } from 'commander'
import { compileCommand } from './compileCommand.ts'
import { deprecateCommand } from './deprecateCommand.ts'
import { inspectCommand } from './inspectCommand.ts'
import { listCommand } from './listCommand.ts'
import { publishCommand } from './publishCommand.ts'
import { pullCommand } from './pullCommand.ts'

/**
 * `assay model`: what is published, and exact programs from ONNX models.
 *
 * @param print takes what the commands answer (stdout)
 */
export function modelCommand(
  print: (text: string) => void = (text) => process.stdout.write(text),
): Command {
  const model = new Command('model').description(
    'Models: what is published, and how a float model becomes an exact program',
  )
  const commands = [
    listCommand(print),
    pullCommand(print),
    inspectCommand(print),
    compileCommand(print),
    publishCommand(print),
    deprecateCommand(print),
  ]
  for (const command of commands) {
    command.showHelpAfterError('(--help says what the command takes)').exitOverride()
    model.addCommand(command)
  }
  return model
}
