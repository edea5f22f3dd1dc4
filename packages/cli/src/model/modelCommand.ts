import { Command } from 'commander'
import { compileCommand } from './compileCommand.ts'
import { inspectCommand } from './inspectCommand.ts'
import { publishCommand } from './publishCommand.ts'

/**
 * `assay model`: exact programs from ONNX models.
 *
 * @param print takes what the commands answer (stdout)
 */
export function modelCommand(
  print: (text: string) => void = (text) => process.stdout.write(text),
): Command {
  const model = new Command('model').description(
    'Compile models into exact programs, look into them, and publish them',
  )
  for (const command of [compileCommand(print), inspectCommand(print), publishCommand(print)]) {
    command.showHelpAfterError('(--help says what the command takes)').exitOverride()
    model.addCommand(command)
  }
  return model
}
