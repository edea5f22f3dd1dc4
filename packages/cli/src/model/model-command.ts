import { Command } from 'commander'
import { compileCommand } from './compile-command.ts'
import { inspectCommand } from './inspect-command.ts'

/** `assay model`: exact programs out of ONNX models. */
export function modelCommand(): Command {
  const model = new Command('model').description(
    'Compile models into exact programs, and look into them',
  )
  for (const command of [compileCommand(), inspectCommand()]) {
    command.showHelpAfterError('(--help says what the command takes)').exitOverride()
    model.addCommand(command)
  }
  return model
}
