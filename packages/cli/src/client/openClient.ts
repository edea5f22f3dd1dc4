import { resolve } from 'node:path'
import type { Deployment } from '@assay/protocol'
import { assayActions, explainChainError } from '@assay/sdk'
import { EXIT_CODES, loadKey, readDeployment, ServiceError } from '@assay/service'
import type { Command } from 'commander'
import { createPublicClient, createWalletClient, defineChain, http, publicActions } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { getChainId } from 'viem/actions'

/** Where the record of the deployment is, where no option says otherwise. */
export const DEPLOYMENT_FILE = process.env.ASSAY_DEPLOYMENT ?? '.assay/deployment.json'

/** Where a command finds the contracts. */
export type ChainOptions = { deployment: string; rpc?: string }

/** What it signs with. */
export type KeyOptions = ChainOptions & { keystore?: string; passwordFile?: string }

const KEY_VARIABLE = 'ASSAY_KEY'

/** Adds the options of every command that reads the chain. */
export function withChain(command: Command): Command {
  return command
    .option(
      '--deployment <file>',
      'the deployment record (or set ASSAY_DEPLOYMENT)',
      DEPLOYMENT_FILE,
    )
    .option('--rpc <url>', "a node of the chain (or set ASSAY_RPC; the record's own otherwise)")
}

/** Adds the options of every command that signs. */
export function withKey(command: Command): Command {
  return withChain(command)
    .option('--keystore <file>', 'the encrypted keystore (V3) of the account that pays')
    .option('--password-file <file>', "a file whose first line is the keystore's password")
}

/** A client that reads. */
export function openReader(options: ChainOptions) {
  const deployment = readDeployment(resolve(options.deployment))
  const transport = http(urlOf(options, deployment))
  const client = createPublicClient({ chain: chainOf(deployment), transport, pollingInterval: 500 })
  return { deployment, client: client.extend(assayActions(deployment)) }
}

/** A client that signs with a keystore's key, or the environment's, on the chain of the record. */
export async function openSigner(options: KeyOptions) {
  const { deployment } = openReader(options)
  const { keystore, passwordFile } = options
  if (keystore === undefined && !process.env[KEY_VARIABLE]) {
    throw new ServiceError('There is no key to sign with.', {
      exitCode: EXIT_CODES.key,
      remedy: `Name a keystore with --keystore and --password-file, or set ${KEY_VARIABLE} for local development.`,
    })
  }
  const privateKey = await loadKey({
    environmentName: KEY_VARIABLE,
    ...(keystore === undefined ? {} : { keystore }),
    ...(passwordFile === undefined ? {} : { passwordFile }),
    ...(process.env[KEY_VARIABLE] ? { environmentKey: process.env[KEY_VARIABLE] } : {}),
  })
  const client = createWalletClient({
    account: privateKeyToAccount(privateKey),
    chain: chainOf(deployment),
    transport: http(urlOf(options, deployment)),
    pollingInterval: 500,
  })
  const chainId = await getChainId(client).catch((error: unknown) => {
    throw explainChainError(error)
  })
  if (chainId !== deployment.chainId) {
    throw new ServiceError(
      `The node is on chain ${chainId}, and the record is of chain ${deployment.chainId}.`,
      {
        exitCode: EXIT_CODES.network,
        remedy: 'Name a node of that chain with --rpc, or another record with --deployment.',
      },
    )
  }
  return { deployment, client: client.extend(publicActions).extend(assayActions(deployment)) }
}

function urlOf({ rpc }: ChainOptions, { rpcUrl }: Deployment): string {
  const url = rpc ?? process.env.ASSAY_RPC ?? rpcUrl
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return url
  throw new ServiceError(`"${url}" is no http URL of a node.`, {
    exitCode: EXIT_CODES.usage,
    remedy: 'Give one with --rpc, such as http://localhost:8545.',
  })
}

function chainOf({ chainId, rpcUrl }: Deployment) {
  return defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: 'coin', symbol: 'coin', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })
}
