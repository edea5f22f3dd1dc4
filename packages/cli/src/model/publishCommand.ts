import { existsSync, readFileSync } from 'node:fs'
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
import { type Ask, askCard } from './askCard.ts'
import {
  type CompileOptions,
  compileFile,
  describeCompiled,
  withCompileOptions,
} from './compileCommand.ts'

type Options = KeyOptions &
  Omit<CompileOptions, 'card'> & {
    card?: string
    blobsUrl: string
    name?: string
    royalty: string
    input?: string
    yes?: true
    json?: true
  }

const HELP = `
A float model (.onnx) is compiled first, by the same options as "assay model compile" has; its program and the figures in its card are
written beside it. Without --card the card's words are asked for, where somebody is there to be asked. Before anything is signed, the program
is run twice, by the reference evaluator and by the engine that workers use, and both have to give the same bytes.

A name belongs to the account that first used it, and what is published is immutable. --blobs-url is where your worker serves the card and
the program, each under its root: https://worker.example/blobs.

Examples:
  assay model publish pump.onnx --calibrate readings.npy --blobs-url https://worker.example/blobs
  assay model publish pump.onnx --calibrate readings.npy --card card.json --blobs-url https://worker.example/blobs --yes
  assay model publish pump.assay --card card.json --blobs-url https://worker.example/blobs --input sample.json --royalty 2.5`

/** `assay model publish`. */
export function publishCommand(print: Print): Command {
  return withKey(
    withCompileOptions(
      new Command('publish')
        .description('Publish a model under a name, with its card: compile it, try it, register it')
        .argument('<file.onnx or file.assay>', 'a float model, or a program'),
    )
      .option('--card <card.json>', 'its card; that of a program has the report of its compilation')
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

async function publish(path: string, options: Options, print: Print): Promise<void> {
  const { client } = await openSigner(options)
  const blobsUrl = options.blobsUrl.replace(/\/$/, '')
  if (!/^https?:$/.test(URL.parse(blobsUrl)?.protocol ?? ''))
    throw usage(`--blobs-url ${blobsUrl} is no http URL.`, 'Give one that others can fetch from.')
  const royaltyBps = royaltyOf(options.royalty)
  const given = await programOf(path, options)
  const { program, modelId, root } = await openFile(given.file)
  const { bytes, card, warnings } = openCard(given.card, modelId)
  const name = options.name ?? card.name
  const sizes = dataSizes(program)
  const sample = options.input && (await encodeInput(card, readInputFile(options.input)))
  const input = sample || new Uint8Array(sizes.inputBytes)
  if (input.length !== sizes.inputBytes)
    throw usage(
      `${given.card}: its input has ${input.length} bytes, and the program takes ${sizes.inputBytes}.`,
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

/** The program that a file is or becomes, and its card. */
async function programOf(path: string, options: Options): Promise<{ file: string; card: string }> {
  if (!path.endsWith('.onnx')) {
    if (options.calibrate !== undefined)
      throw usage(`${path} is a program, which is not calibrated.`, 'Leave --calibrate out.')
    if (options.card !== undefined) return { file: path, card: options.card }
    throw usage('A program is published with its card.', 'Name it with --card.')
  }
  const { card = path.replace(/\.onnx$/, '.card.json'), shape, freeze } = options
  if (options.card === undefined && !existsSync(card)) {
    const shapes = { ...(shape && { shapes: shape }), ...(freeze && { freeze }) }
    await withTerminal(
      `${path} has no card, and nobody is there to be asked.`,
      'Write one, and name it with --card.',
      (ask) => askCard(path, card, { ask, ...shapes }),
    )
  }
  const compiled = await compileFile(path, { ...options, card })
  process.stderr.write(describeCompiled(compiled))
  return { file: compiled.program, card }
}

async function openFile(file: string) {
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
  const answer = await withTerminal(
    'The compilation warned, and nobody is there to be asked.',
    'Read the warnings, and say --yes to publish all the same.',
    (ask) => {
      process.stderr.write(table(facts))
      return ask('Publish it all the same? It cannot be taken back. [y/N]')
    },
  )
  if (!/^y(es)?$/i.test(answer))
    throw new ServiceError('Nothing was published.', { exitCode: EXIT_CODES.usage })
}

/** Asks where somebody is there to answer; nowhere else is a question printed. */
async function withTerminal<T>(
  absent: string,
  remedy: string,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw usage(absent, remedy)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await work(async (question) => (await terminal.question(`${question} `)).trim())
  } finally {
    terminal.close()
  }
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
