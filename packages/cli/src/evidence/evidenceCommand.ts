import { readFileSync, writeFileSync } from 'node:fs'
import { createEvidence, fetchBytes } from '@assay/sdk'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command } from 'commander'
import { jobIdOf } from '../client/jobCommand.ts'
import { type ChainOptions, openReader, withChain } from '../client/openClient.ts'
import { inspectCommand } from './inspectCommand.ts'

/** Where a job is read, and what of its answer is given as files. */
export type EvidenceSource = ChainOptions & {
  seat?: string
  input?: string
  output?: string
  card?: string
  program?: string
}

type Options = EvidenceSource & { out?: string; fetch: boolean }

/** Adds the options that say where a job is read, and which of its bytes are given. */
export function withSource(command: Command): Command {
  return withChain(command)
    .option('--seat <number>', 'in a job of several seats, whose answer (the accepted one)')
    .option('--input <file>', 'the input bytes, where they are not on chain')
    .option('--output <file>', 'the output bytes, where they are not on chain')
    .option('--card <file>', "the model's card (fetched from where it was published)")
    .option('--program <file>', "the program's file (fetched from beside the card)")
}

/** `assay evidence`: files that hold an answer and what is needed to check it. */
export function evidenceCommand(
  print: (text: string) => void = (text) => process.stdout.write(text),
): Command {
  const evidence = new Command('evidence').description(
    'Keep an answer as a file that can be checked years later, offline',
  )
  const command = withSource(
    new Command('export')
      .description("Write the evidence of a job's answer, to be checked with `assay verify`")
      .argument('<job>', 'the id of a job'),
  )
    .option('--no-fetch', 'leave out what is not on chain and not given as a file')
    .option('--out <file>', 'where to write it (stdout)')
    .addHelpText('after', '\ndocs/evidence.md says what is in the file and what it proves.')
    .action((job: string, options: Options) => run(job, options, print))
  for (const each of [command, inspectCommand(print)]) {
    each.showHelpAfterError('(--help says what the command takes)').exitOverride()
    evidence.addCommand(each)
  }
  return evidence
}

async function run(job: string, options: Options, print: (text: string) => void): Promise<void> {
  const text = await evidenceOf(job, options, options.fetch)
  if (options.out === undefined) return print(text)
  writeFileSync(options.out, text)
  console.error(`Wrote ${options.out}. Check it with: assay verify ${options.out}`)
}

/** The evidence of a job, read from the chain. What it lacks is said on stderr. */
export async function evidenceOf(
  job: string,
  source: EvidenceSource,
  fetch = true,
): Promise<string> {
  const { client, deployment } = openReader(source)
  const given = Object.fromEntries(
    (['input', 'output', 'card', 'program'] as const).flatMap((name) => {
      const path = source[name]
      return path === undefined ? [] : [[name, bytesOf(path)]]
    }),
  )
  return createEvidence(client as never, {
    ...{ deployment, jobId: jobIdOf(job), ...given },
    ...(source.seat === undefined ? {} : { seat: seatOf(source.seat) }),
    ...(fetch ? { fetch: fetchBytes } : {}),
    onMissing: (sentence) => console.error(`assay: ${sentence}`),
  })
}

function seatOf(text: string): number {
  if (/^[0-9]{1,2}$/.test(text)) return Number(text)
  throw new ServiceError(`"${text}" is not the number of a seat.`, {
    exitCode: EXIT_CODES.usage,
    remedy: 'Give a whole number from 0 on.',
  })
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new ServiceError(`${path} cannot be read.`, { exitCode: EXIT_CODES.notFound, cause })
  }
}
