#!/usr/bin/env node
import { EXIT_CODES, explainError } from '@assay/service'
import { Command, CommanderError } from 'commander'
import { deployCommand } from './deploy/deployCommand.ts'
import { devCommand } from './dev/devCommand.ts'
import { disputeCommand } from './dispute/disputeCommand.ts'
import { evidenceCommand } from './evidence/evidenceCommand.ts'
import { verifyCommand } from './evidence/verifyCommand.ts'
import { modelCommand } from './model/modelCommand.ts'
import { watcherCommand } from './watcherCommand.ts'

const program = new Command('assay')
  .description('Assay: AI inference that can be checked')
  .option('--debug', 'print the stack trace of an error (or set DEBUG)')
for (const command of [
  devCommand,
  modelCommand,
  watcherCommand,
  disputeCommand,
  evidenceCommand,
  verifyCommand,
  deployCommand,
])
  program.addCommand(command())

for (const command of [program, ...program.commands])
  command.showHelpAfterError('(--help says what the command takes)').exitOverride()

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError)
    process.exit(error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage)
  const debug = program.opts<{ debug?: true }>().debug === true || process.env.DEBUG !== undefined
  const { message, exitCode } = explainError(error, { debug })
  console.error(`assay: ${message}`)
  process.exit(exitCode)
}
