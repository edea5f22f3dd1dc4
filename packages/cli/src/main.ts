#!/usr/bin/env node
import { EXIT_CODES, explainError } from '@assay/service'
import { Command, CommanderError } from 'commander'
import { exitCodeOf } from './client/exitCodeOf.ts'
import { historyCommand } from './client/historyCommand.ts'
import { jobCommand } from './client/jobCommand.ts'
import { runCommand } from './client/runCommand.ts'
import { completionCommand } from './completionCommand.ts'
import { deployCommand } from './deploy/deployCommand.ts'
import { devCommand } from './dev/devCommand.ts'
import { disputeCommand } from './dispute/disputeCommand.ts'
import { evidenceCommand } from './evidence/evidenceCommand.ts'
import { verifyCommand } from './evidence/verifyCommand.ts'
import { modelCommand } from './model/modelCommand.ts'
import { watcherCommand } from './watcherCommand.ts'
import { workerCommand } from './worker/workerCommand.ts'

const program = new Command('assay')
  .description('Assay: AI inference that can be checked')
  .option('--debug', 'print the stack trace of an error (or set DEBUG)')
const COMMANDS = [
  runCommand,
  verifyCommand,
  jobCommand,
  historyCommand,
  evidenceCommand,
  modelCommand,
  workerCommand,
  watcherCommand,
  disputeCommand,
  deployCommand,
  devCommand,
  completionCommand,
]
for (const command of COMMANDS) program.addCommand(command())

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
  process.exit(exitCodeOf(error) ?? exitCode)
}
