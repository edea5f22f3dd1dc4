import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROFILE_EXACT, ProgramError, readProgram, tensorRoot } from '@assay/program'
import { type AssayClient, BaseError, fetchBytes, fetchModelFile } from '@assay/sdk'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command } from 'commander'
import { type ChainOptions, openReader, withChain } from '../client/openClient.ts'
import { type Print, table, toJson } from '../client/print.ts'
import { ProgressBar } from './ProgressBar.ts'

type Options = ChainOptions & { out: string; json?: true }

/** A program is opened whole, so this bounds memory as well (bytes). */
const LIMIT = 2 ** 30
const CARD = { limit: 1_000_000, timeout: 10_000 }
/** Somebody watches its bar, and can end it (milliseconds). */
const TIMEOUT = 30 * 60_000

/** `assay model pull`. */
export function pullCommand(print: Print): Command {
  return withChain(
    new Command('pull')
      .description("Fetch a published model's file and card, and compare both with the registry")
      .argument('<model>', 'a name, a name and version (digits@2), or an id')
      .option('--out <folder>', 'where they go', '.')
      .option('--json', 'print what was fetched as JSON'),
  )
    .addHelpText(
      'after',
      `
Nothing that is served is believed: the program is checked and hashed to the id of the model, the card to its digest.

Examples:
  assay model pull digits
  assay model pull digits@2 --out models/digits`,
    )
    .action((named: string, options: Options) => pull(named, options, print))
}

async function pull(named: string, options: Options, print: Print): Promise<void> {
  const { client, deployment } = openReader(options)
  const model = await client.models.find({ model: named })
  const isExact = model.profile === PROFILE_EXACT
  const base = join(options.out, model.name.replaceAll('/', '-'))
  const files = { model: `${base}.${isExact ? 'assay' : 'onnx'}`, card: `${base}.card.json` }
  for (const file of Object.values(files))
    if (existsSync(file))
      throw new ServiceError(`${file} is there already.`, {
        exitCode: EXIT_CODES.usage,
        remedy: 'Move it away, or name another folder with --out.',
      })
  const card = await cardOf(model)
  const bar = new ProgressBar()
  const bounds = { limit: LIMIT, timeout: TIMEOUT }
  const bytes = await fetchModelFile(client as AssayClient, {
    ...{ deployment, model, ...bounds },
    onBytes: (received, total) => bar.update(model.name, received, total ?? received),
  }).finally(() => bar.clear())
  if (isExact) await checkProgram(bytes, model)
  mkdirSync(options.out, { recursive: true })
  writeFileSync(files.model, bytes, { flag: 'wx' })
  writeFileSync(files.card, card, { flag: 'wx' })
  const { modelId, name, version } = model
  if (options.json)
    return print(`${toJson({ name, version, modelId, files, bytes: bytes.length }, 2)}\n`)
  print(
    table([
      ['model', `${name}@${version}`],
      ['model id', `${modelId}, as the registry has it`],
      ['file', `${files.model} (${bytes.length} bytes)`],
      ['card', files.card],
    ]),
  )
}

type Published = { name: string; modelId: `0x${string}`; cardUri: string; cardDigest: string }

async function cardOf({ name, cardUri, cardDigest }: Published): Promise<Uint8Array> {
  const bytes = await fetchBytes(cardUri, CARD).catch((cause: unknown) => {
    throw new BaseError(`The card of "${name}" cannot be fetched from ${cardUri}.`, {
      cause,
      name: 'ModelCardError',
      remedy: 'Ask its publisher, or a worker that serves it.',
    })
  })
  if (bytes.length > 0 && (await tensorRoot(bytes)) === cardDigest) return bytes
  throw new BaseError(`The card of "${name}" at ${cardUri} is not the one that was published.`, {
    name: 'ModelCardError',
    remedy: 'Ask its publisher, or a worker that serves it.',
  })
}

async function checkProgram(bytes: Uint8Array, { name, modelId }: Published): Promise<void> {
  try {
    await readProgram(bytes, { modelId })
  } catch (cause) {
    if (!(cause instanceof ProgramError)) throw cause
    throw new BaseError(`The file of the model "${name}" that is served is not its own.`, {
      cause,
      name: 'ModelFileError',
      remedy: 'Ask its publisher, or a worker that serves it.',
    })
  }
}
