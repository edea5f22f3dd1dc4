import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import {
  openReference,
  PROFILE_EXACT,
  type Program,
  ProgramError,
  readProgram,
  tensorRoot,
} from '@assay/program'
import { type Card, dataSizes, encodeInput, readCard, readOutputs } from '@assay/sdk'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command } from 'commander'
import { type KeyOptions, openSigner, withKey } from '../client/openClient.ts'
import { type Print, table, tell, toJson } from '../client/print.ts'
import { readInputFile } from '../client/readInputFile.ts'

type Options = KeyOptions & {
  card: string
  blobsUrl: string
  name?: string
  royalty: string
  input?: string
  yes?: true
  json?: true
}

const HELP = `
The program comes from "assay model compile --card", which writes its report into the card. Before anything is signed, the program is run
twice, by the reference evaluator and by the engine that workers use, and both have to give the same bytes.

A name belongs to the account that first used it, and what is published is immutable. --blobs-url is where your worker serves the card and
the program, each under its root: https://worker.example/blobs.

Examples:
  assay model compile pump.onnx --calibrate readings.npy --card card.json
  assay model publish pump.assay --card card.json --blobs-url https://worker.example/blobs
  assay model publish pump.assay --card card.json --blobs-url https://worker.example/blobs --input sample.json --royalty 2.5 --yes`

/** `assay model publish`. */
export function publishCommand(print: Print): Command {
  return withKey(
    new Command('publish')
      .description('Publish an exact program under a name, with its card')
      .argument('<file.assay>', 'the program')
      .requiredOption('--card <card.json>', 'its card, with the report of its compilation')
      .requiredOption('--blobs-url <url>', 'where a worker serves card and program by their roots')
      .option('--name <name>', "what it is called (the card's own)")
      .option('--royalty <percent>', "the publisher's share of each fee", '0')
      .option('--input <file>', 'what it is tried on (zeros)')
      .option('--yes', 'publish although the compilation warned')
      .option('--json', 'print what was published as JSON'),
  )
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => publish(file, options, print))
}

async function publish(file: string, options: Options, print: Print): Promise<void> {
  const { client } = await openSigner(options)
  const { program, modelId, root } = await openFile(file)
  const { bytes, card, warnings } = openCard(options.card, modelId)
  const name = options.name ?? card.name
  const blobsUrl = options.blobsUrl.replace(/\/$/, '')
  if (!/^https?:$/.test(URL.parse(blobsUrl)?.protocol ?? ''))
    throw usage(`--blobs-url ${blobsUrl} is no http URL.`, 'Give one that others can fetch from.')
  const royaltyBps = royaltyOf(options.royalty)
  const sizes = dataSizes(program)
  const given = options.input && (await encodeInput(card, readInputFile(options.input)))
  const input = given || new Uint8Array(sizes.inputBytes)
  if (input.length !== sizes.inputBytes)
    throw usage(
      `${options.card}: its input has ${input.length} bytes, and the program takes ${sizes.inputBytes}.`,
      'Compile the program again with --card.',
    )
  tell('running it by the reference and by the engine')
  const output = await goldenRun(program, input)
  const label = readOutputs(output, card)?.label
  const facts = [
    ['name', name],
    ['model id', modelId],
    ['input', `${sizes.inputBytes} bytes`],
    ['output', `${sizes.outputBytes} bytes`],
    ['golden run', `${label ?? `${output.length} bytes`}, the same twice`],
    ['royalty', `${royaltyBps / 100} %`],
  ]
  if (warnings.length > 0) {
    for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`)
    if (!options.yes) await confirm(facts)
  }
  const cardDigest = await tensorRoot(bytes)
  const hash = await client.models.publish({
    ...{ name, profile: PROFILE_EXACT, root, ...sizes, royaltyBps, cardDigest },
    cardUri: `${blobsUrl}/${cardDigest}`,
  })
  await client.waitForTransactionReceipt({ hash })
  const published = await client.models.get({ modelId })
  const { version, cardUri } = published
  if (options.json) return print(`${toJson({ ...published, transactionHash: hash }, 2)}\n`)
  print(
    table([
      ...facts,
      ['published', `${name}@${version}`],
      ['card', cardUri],
      ['program', `${blobsUrl}/${root}`],
      ['transaction', hash],
    ]),
  )
}

async function openFile(file: string) {
  if (file.endsWith('.onnx'))
    throw usage(`${file} is a float model.`, 'Make a program of it with assay model compile.')
  try {
    const { program, modelId, commitment } = await readProgram(read(file))
    return { program, modelId, root: commitment.root }
  } catch (cause) {
    if (!(cause instanceof ProgramError)) throw cause
    throw usage(`${file} is no program: ${cause.message}`, 'Name the whole file.')
  }
}

function openCard(
  path: string,
  modelId: string,
): { bytes: Uint8Array; card: Card; warnings: string[] } {
  const bytes = read(path)
  let source: { program?: { file?: { modelId?: unknown }; warnings?: unknown } }
  try {
    source = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw usage(`${path} is not JSON: ${(cause as Error).message}.`, 'Name a card.')
  }
  const card = readCard(source, { exact: true })
  const about = source?.program?.file?.modelId
  if (card === undefined || about === undefined)
    throw usage(
      `${path} does not say what the program takes and gives.`,
      'Write its report into it with assay model compile --card.',
    )
  if (about !== modelId)
    throw usage(
      `${path} is the card of ${String(about)}, and the program is ${modelId}.`,
      'Name its own card.',
    )
  const { warnings = [] } = source.program ?? {}
  return { bytes, card, warnings: Array.isArray(warnings) ? warnings.map(String) : [] }
}

/** Runs a program twice, by evaluators that share no code. */
async function goldenRun(program: Program, input: Uint8Array): Promise<Uint8Array> {
  // Opened only when it is asked for, because it loads an engine.
  const { openProgram } = await import('@assay/program/node')
  const [reference, engine] = await Promise.all([openReference(program), openProgram(program)])
  try {
    const [wanted, found] = [await reference.run(input), await engine.run(input)]
    if (Buffer.compare(wanted, found) === 0) return wanted
  } finally {
    await Promise.all([reference.close(), engine.close()])
  }
  throw new ServiceError('The engine gives other bytes than the reference evaluator.', {
    remedy: 'Do not publish it; report this with the program and the input.',
  })
}

async function confirm(facts: readonly (readonly string[])[]): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw usage(
      'The compilation warned, and nobody is there to be asked.',
      'Read the warnings, and say --yes to publish all the same.',
    )
  process.stderr.write(table(facts))
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question('Publish it all the same? It cannot be taken back. [y/N] ')
  terminal.close()
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new ServiceError('Nothing was published.', { exitCode: EXIT_CODES.usage })
}

function royaltyOf(text: string): number {
  const bps = Math.round(Number(text) * 100)
  if (/^\d+(\.\d)?$/.test(text) && bps <= 10_000) return bps
  throw usage(
    `--royalty ${text} is no share of a fee.`,
    'Give a percentage in tenths, such as 2.5.',
  )
}

function read(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path))
  } catch (cause) {
    throw new ServiceError(`${path} cannot be read: ${(cause as Error).message}.`, {
      cause,
      exitCode: EXIT_CODES.notFound,
    })
  }
}

function usage(message: string, remedy: string): ServiceError {
  return new ServiceError(message, { exitCode: EXIT_CODES.usage, remedy })
}
