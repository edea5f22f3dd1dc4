#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { devCommand } from './dev/dev-command.ts'

/** Exit codes of `assay`; docs/cli.md lists them. */
const UNEXPECTED = 1
const USAGE = 2

const program = new Command('assay')
  .description('Assay: AI inference that can be checked')
  .option('--debug', 'print the stack trace of an error')
  .showHelpAfterError('(assay <command> --help says what a command takes)')
  .exitOverride()
program.addCommand(devCommand())
for (const command of program.commands) command.exitOverride()

/** What went wrong, in one sentence; its stack only where it was asked for. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
  const debug = program.opts<{ debug?: true }>().debug || process.env.DEBUG
  if (error instanceof Error) {
    console.error(`assay: ${debug ? (error.stack ?? error.message) : error.message}`)
    const code = (error as { exitCode?: unknown }).exitCode
    return typeof code === 'number' ? code : UNEXPECTED
  }
  console.error('assay:', error)
  return UNEXPECTED
}

try {
  await program.parseAsync()
} catch (error) {
  process.exit(report(error))
}
