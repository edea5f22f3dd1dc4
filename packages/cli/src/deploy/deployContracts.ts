import { join } from 'node:path'
import type { Deployment } from '@assay/protocol'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import { type Address, type Hex, numberToHex } from 'viem'
import config from '../../../../hardhat.config.ts'
import AssayModule from '../../../../ignition/modules/Assay.ts'
import LocalModule from '../../../../ignition/modules/Local.ts'

export interface DeployContractsParameters {
  /** The project's folder. */
  readonly root: string
  /** A network of hardhat.config.ts. */
  readonly network: string
  /** Another endpoint than the network's. */
  readonly url?: string
  /** Assay, or Assay with a token of its own. */
  readonly module: 'Assay' | 'Local'
  /** What the module's parameters are. */
  readonly parameters: Readonly<Record<string, number | string>>
  /** Where Ignition notes what it did, to go on from there. */
  readonly journal: string
  /** The endpoint that the record names. */
  readonly rpcUrl: string
}

/** Where every contract stands; the token only where it was deployed with them. */
type Placed = Readonly<
  Record<
    | Exclude<keyof Deployment, 'chainId' | 'rpcUrl' | 'verifiers' | 'startBlock' | 'token'>
    | keyof Deployment['verifiers'],
    { readonly address: Address }
  >
> & { readonly token?: { readonly address: Address } }

/**
 * Compiles the contracts as they are deployed, deploys those that are not there yet, and says where all are.
 *
 * @throws what Ignition says of a deployment that did not end
 */
export async function deployContracts(parameters: DeployContractsParameters): Promise<Deployment> {
  const { root, network, url, module, journal, rpcUrl } = parameters
  const hre = await createHardhatRuntimeEnvironment(
    { ...config, paths: { ...config.paths, ignition: journal } },
    { config: join(root, 'hardhat.config.ts') },
    root,
  )
  await hre.tasks
    .getTask('build')
    .run({ quiet: true, noTests: true, defaultBuildProfile: 'production' })
  const connection = await hre.network.create({
    network,
    ...(url === undefined ? {} : { override: { url } }),
  })
  try {
    const options = {
      parameters: { $global: { ...parameters.parameters } },
      strategy: 'create2',
    } as const
    // Ignition knows the contracts' types only where their artifacts are compiled in; addresses are enough here.
    const placed: Placed =
      module === 'Local'
        ? await connection.ignition.deploy(LocalModule, options)
        : await connection.ignition.deploy(AssayModule, options)
    const token = placed.token?.address ?? (parameters.parameters.token as Address)
    const ask = (method: 'eth_blockNumber' | 'eth_chainId') =>
      connection.provider.request({ method }).then((answer) => Number(BigInt(answer as Hex)))
    const codeAt = (address: Address, block: number) =>
      connection.provider
        .request({ method: 'eth_getCode', params: [address, numberToHex(block)] })
        .then((code) => code !== '0x')
    const addresses = Object.values(placed).map(({ address }) => address)
    return {
      chainId: await ask('eth_chainId'),
      rpcUrl,
      token,
      market: placed.market.address,
      modelRegistry: placed.modelRegistry.address,
      keyRegistry: placed.keyRegistry.address,
      workerRegistry: placed.workerRegistry.address,
      schedule: placed.schedule.address,
      disputeGame: placed.disputeGame.address,
      referee: placed.referee.address,
      verifiers: {
        signature: placed.signature.address,
        optimistic: placed.optimistic.address,
        quorum: placed.quorum.address,
      },
      startBlock: await firstBlockOf(addresses, await ask('eth_blockNumber'), codeAt),
    }
  } finally {
    await connection.close()
  }
}

/** The first block after which any of the addresses has code; all have it after `last`. */
async function firstBlockOf(
  addresses: readonly Address[],
  last: number,
  codeAt: (address: Address, block: number) => Promise<boolean>,
): Promise<number> {
  let [without, withCode] = [-1, last]
  while (withCode - without > 1) {
    const middle = Math.floor((without + withCode) / 2)
    const found = await Promise.all(addresses.map((address) => codeAt(address, middle)))
    if (found.includes(true)) withCode = middle
    else without = middle
  }
  return withCode
}
