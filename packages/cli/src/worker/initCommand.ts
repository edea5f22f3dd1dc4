import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { createKeystore, EXIT_CODES, readDeployment, ServiceError } from '@assay/service'
import { Command } from 'commander'
import { stringify } from 'smol-toml'
import { isHex } from 'viem'
import { DEPLOYMENT_FILE } from '../client/openClient.ts'
import { type Print, tell } from '../client/print.ts'

/** The files that are written. */
const FILES = { settings: 'worker.toml', keystore: 'worker-key.json', password: 'worker-password' }
const KEY_VARIABLE = 'ASSAY_WORKER_KEY'

/** Asks a person; undefined where nobody can answer. */
export type Ask = ((question: string, fallback: string) => Promise<string>) | undefined

interface InitOptions {
  readonly rpcUrl?: string
  readonly deployment?: string
  readonly model?: string[]
  readonly minFee?: string
  readonly account?: string
  readonly port?: string
  readonly passwordFile?: string
  readonly json?: true
}

const HELP = `
Without a terminal, and for what is given by flags, it asks nothing. It makes a new key, and a password file beside it; where
${KEY_VARIABLE} is set, that key is kept instead. A card.json beside a model is served with it.

Examples:
  assay worker init my-worker
  assay worker init my-worker --model digits/program.assay --min-fee 0.01 --account 0x…`

/**
 * `assay worker init`: writes a worker's settings, and an encrypted key that is only the worker's.
 *
 * @param ask asks what flags do not say; a terminal's person by default
 */
export function initCommand(print: Print, ask: Ask = terminal()): Command {
  return new Command('init')
    .description('write the settings of a new worker, with a key of its own')
    .argument('[folder]', 'where they are written', '.')
    .option('--rpc-url <url>', "the chain's endpoint; the record's by default")
    .option('--deployment <file>', "the record of the contracts' addresses")
    .option('--model <file...>', 'what is served: .assay, or float ONNX')
    .option('--min-fee <tokens>', 'what must remain of a fee after the royalty')
    .option('--account <address>', 'who is paid, where the key only works for it')
    .option('--port <number>', 'where the worker answers')
    .option('--password-file <file>', 'a password file that is there already')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', HELP)
    .action((folder: string, options: InitOptions) => init(folder, options, print, ask))
}

function terminal(): Ask {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return undefined
  return async (question, fallback) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr })
    const shown = fallback === '' ? `${question}: ` : `${question} [${fallback}]: `
    try {
      return (await lines.question(shown)).trim() || fallback
    } finally {
      lines.close()
    }
  }
}

async function init(folder: string, options: InitOptions, print: Print, ask: Ask): Promise<void> {
  const home = resolve(folder)
  const [settingsFile, keystore] = [join(home, FILES.settings), join(home, FILES.keystore)]
  for (const file of [settingsFile, keystore]) if (existsSync(file)) throw isThere(file)
  const answer = async (given: string | undefined, question: string, fallback: string) =>
    given ?? (await ask?.(question, fallback)) ?? fallback

  const record = resolve(
    await answer(options.deployment, 'Record of the contracts', DEPLOYMENT_FILE),
  )
  const deployment = readDeployment(record)
  const rpcUrl = await answer(options.rpcUrl, "The chain's endpoint", deployment.rpcUrl)
  const models = options.model ?? listOf(await ask?.('Models to serve (files, by comma)', ''))
  if (models.length === 0) {
    throw new ServiceError('No model is named.', {
      exitCode: EXIT_CODES.usage,
      remedy: 'Name what the worker serves with --model.',
    })
  }
  const minFee = await answer(options.minFee, 'Least fee for an answer, in tokens', '0.01')
  const account = await answer(options.account, 'Account that is paid (empty: the new key)', '')
  const passwordFile =
    options.passwordFile === undefined ? join(home, FILES.password) : resolve(options.passwordFile)

  const settings = {
    rpcUrl,
    deployment: from(home, record),
    ...(account === '' ? {} : { account }),
    key: { keystore: FILES.keystore, passwordFile: from(home, passwordFile) },
    ...(options.port === undefined ? {} : { http: { port: Number(options.port) } }),
    log: { file: 'worker.log' },
    models: models.map((model) => describe(home, resolve(model), minFee)),
  }
  mkdirSync(home, { recursive: true })
  writeFileSync(settingsFile, `${stringify(settings)}\n`)
  try {
    // What it would refuse at the start is refused here.
    const { loadWorkerConfig } = await import('@assay/worker')
    loadWorkerConfig({ file: settingsFile })
    const address = await createKeystore({ keystore, passwordFile, ...givenKey() })
    const written = { settings: settingsFile, keystore, passwordFile, address }
    print(json(options, written) ?? `${address}\n`)
    tell(nextSteps(written))
  } catch (error) {
    rmSync(settingsFile)
    throw error
  }
}

function isThere(file: string): ServiceError {
  return new ServiceError(`${file} is there already.`, {
    exitCode: EXIT_CODES.usage,
    remedy: 'Choose another folder; a key that is there may hold money.',
  })
}

function listOf(text = ''): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** A model's settings, with the card that lies beside it. */
function describe(home: string, path: string, minFee: string) {
  if (!existsSync(path)) {
    throw new ServiceError(`The model ${path} does not exist.`, {
      exitCode: EXIT_CODES.notFound,
      remedy: 'Name an .assay or .onnx file.',
    })
  }
  const card = join(dirname(path), 'card.json')
  return { path: from(home, path), ...(existsSync(card) ? { card: from(home, card) } : {}), minFee }
}

/** A path as the settings' file names it. */
function from(home: string, path: string): string {
  return relative(home, path) || basename(path)
}

/** The key of the environment, which is kept instead of a new one. */
function givenKey(): { privateKey?: `0x${string}` } {
  const text = process.env[KEY_VARIABLE]
  if (!text) return {}
  const privateKey = text.startsWith('0x') ? text : `0x${text}`
  if (isHex(privateKey) && privateKey.length === 66) return { privateKey }
  throw new ServiceError(`${KEY_VARIABLE} is not a private key of 32 bytes in hexadecimal.`, {
    exitCode: EXIT_CODES.key,
    remedy: 'Correct it, or unset it to have a new key made.',
  })
}

function json({ json: wanted }: InitOptions, written: object): string | undefined {
  return wanted ? `${JSON.stringify(written, undefined, 2)}\n` : undefined
}

function nextSteps({ settings, address }: { settings: string; address: string }): string {
  return `Send coins for gas, and tokens for collateral, to ${address}. Then look for what is missing:
assay worker doctor --config ${settings}`
}
