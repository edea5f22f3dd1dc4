import { join } from 'node:path'
import type { Deployment } from '@assay/protocol'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import { type Address, encodeDeployData, getContractAddress, type Hex, numberToHex } from 'viem'
import config from '../../../../hardhat.config.ts'
import {
  type ContractKey,
  type DeploymentParameters,
  LEDGER,
  plannedContracts,
} from '../../../../ignition/contracts.ts'
import LocalModule from '../../../../ignition/modules/Local.ts'
import { planned } from '../../../../ignition/modules/planned.ts'
import { boundEstimates } from './boundEstimates.ts'
import {
  contractPlace,
  deployLedger,
  identityOf,
  type LedgerPlace,
  ledgerPlace,
} from './deployLedger.ts'

type Environment = Awaited<ReturnType<typeof createHardhatRuntimeEnvironment>>

export interface DeployContractsParameters {
  /** The project's folder. */
  readonly root: string
  /** A network of hardhat.config.ts. */
  readonly network: string
  /** Another endpoint than the network's. */
  readonly url?: string
  /** Assay, or Assay with its own token. */
  readonly module: 'Assay' | 'Local'
  readonly parameters: DeploymentParameters
  /** The token in which the ledger counts; Local has its own. */
  readonly token?: Address
  /** Where Ignition records what it did, to go on from there. */
  readonly journal: string
  /** The endpoint that the record names. */
  readonly rpcUrl: string
  /** Done between compiling and deploying. */
  readonly onCompiled?: () => Promise<void>
}

/** A local chain starts quickly; a public one gets the code that is smaller and cheaper to call (docs/decisions/0026). */
const BUILD_PROFILES = { Assay: 'production', Local: 'default' } as const

/** The token that the module Local has of its own. */
const LOCAL_TOKEN = { name: 'TestToken', source: 'test/TestToken' } as const

/** Where every contract that Ignition deploys goes; the token only where it is deployed with them. */
type Places = Readonly<Record<ContractKey, Address>> & { readonly token?: Address }

/**
 * Compiles the contracts with the profile of hardhat.config.ts that the module is deployed with, deploys those that are not there yet, and says where all are.
 * What is there was put there by the same account with the same code, since nobody and nothing else leads to its address.
 *
 * @throws ServiceError where the contracts refuse the parameters, the network is not there, or the deployment did not end
 */
export async function deployContracts(parameters: DeployContractsParameters): Promise<Deployment> {
  const { root, network, url, module, journal, rpcUrl } = parameters
  const hre = await createHardhatRuntimeEnvironment(
    { ...config, paths: { ...config.paths, ignition: journal } },
    { config: join(root, 'hardhat.config.ts') },
    root,
  )
  const profile = BUILD_PROFILES[module]
  await hre.tasks
    .getTask('build')
    .run({ quiet: true, noTests: true, defaultBuildProfile: profile, files: sources(root) })
  await parameters.onCompiled?.()
  if (module === 'Assay') await rehearse(hre, parameters.parameters)
  const connection = await hre.network
    .create({ network, ...(url === undefined ? {} : { override: { url } }) })
    .catch(explain)
  try {
    const [wallet] = await connection.viem.getWalletClients().catch(explain)
    if (wallet === undefined) {
      throw new ServiceError(`The network ${network} has no account to deploy with.`, {
        remedy: 'Give it one in hardhat.config.ts.',
        exitCode: EXIT_CODES.usage,
      })
    }
    const client = await connection.viem.getPublicClient().catch(explain)
    const deployer = wallet.account.address
    const place = ledgerPlace(deployer, await identity(hre, parameters))
    const placed = await placesOf(hre, { deployer, place, parameters })
    const isThere = async (address: Address) => (await client.getCode({ address })) !== undefined
    const found = await Promise.all(
      Object.entries(placed).map(async (entry) => ((await isThere(entry[1])) ? [entry] : [])),
    )
    const there: Partial<Places> = Object.fromEntries(found.flat())
    if (Object.keys(there).length < Object.keys(placed).length) {
      boundEstimates(connection.provider)
      const missing = buildModule(module, (m) => ({
        ...(placed.token !== undefined && there.token === undefined
          ? { token: m.contract(LOCAL_TOKEN.name) }
          : {}),
        ...planned(m, there),
      }))
      await connection.ignition
        .deploy(missing, {
          parameters: { $global: { ...parameters.parameters, ledger: place.address } },
          strategy: 'create2',
          strategyConfig: { salt: place.salt },
          // One journal for each deployment: two by one account on one chain have nothing in common.
          deploymentId: `assay-${place.address}`,
        })
        .catch(explain)
      for (const [name, address] of Object.entries(placed)) {
        if (await isThere(address)) continue
        explain(new Error(`${name}: there is nothing at ${address}, where it was expected`))
      }
    }
    const token = placed.token ?? parameters.token
    if (token === undefined) throw new Error('The ledger needs a token')
    await deployLedger({
      wallet,
      client,
      artifact: await hre.artifacts.readArtifact(LEDGER.name),
      profile,
      place,
      token,
      books: LEDGER.books.map((book) => placed[book]),
    }).catch(explain)
    const ask = (method: 'eth_blockNumber' | 'eth_chainId') =>
      connection.provider.request({ method }).then((answer) => Number(BigInt(answer as Hex)))
    const codeAt = (address: Address, block: number) =>
      connection.provider
        .request({ method: 'eth_getCode', params: [address, numberToHex(block)] })
        .then((code) => code !== '0x')
    const addresses = Object.values(placed)
    return {
      chainId: await ask('eth_chainId'),
      rpcUrl,
      token,
      ledger: place.address,
      market: placed.market,
      multiSeatMarket: placed.multiSeatMarket,
      modelRegistry: placed.modelRegistry,
      keyRegistry: placed.keyRegistry,
      workerRegistry: placed.workerRegistry,
      schedule: placed.schedule,
      disputeGame: placed.disputeGame,
      referee: placed.referee,
      verifiers: {
        signature: placed.signature,
        optimistic: placed.optimistic,
        quorum: placed.quorum,
      },
      startBlock: await firstBlockOf(addresses, await ask('eth_blockNumber'), codeAt),
    }
  } finally {
    await connection.close()
  }
}

/** The files of what is deployed anywhere, and of the local chain's token. */
function sources(root: string): string[] {
  const contracts = [...plannedContracts().map(([, contract]) => contract), LEDGER, LOCAL_TOKEN]
  return contracts.map(({ source }) => join(root, 'contracts', `${source}.sol`))
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

/**
 * Deploys to a chain in this process first: a constructor that refuses says why, where CreateX would keep it to itself, and
 * nothing was paid for yet.
 */
async function rehearse(hre: Environment, parameters: DeploymentParameters): Promise<void> {
  const connection = await hre.network.create('node')
  try {
    const [wallet] = await connection.viem.getWalletClients()
    const client = await connection.viem.getPublicClient()
    const from = wallet!.account.address
    // Without CreateX every contract is one transaction of the deployer's, and the ledger's is the one after them.
    const nonce = BigInt(
      (await client.getTransactionCount({ address: from })) + LocalModule.futures.size,
    )
    const ledger = getContractAddress({ from, nonce })
    const placed: Partial<Record<string, { address: Address }>> = await connection.ignition.deploy(
      LocalModule,
      { parameters: { $global: { ...parameters, ledger } } },
    )
    const books = LEDGER.books.map((book) => placed[book]!.address)
    await connection.viem.deployContract(LEDGER.name, [placed.token!.address, books])
  } catch (error) {
    throw new ServiceError(`The contracts refuse these parameters: ${failuresOf(error)}.`, {
      remedy: 'docs/deploying.md says what each parameter is.',
      exitCode: EXIT_CODES.usage,
    })
  } finally {
    await connection.close()
  }
}

/** Where each contract goes: its address follows from the deployer, the salt, its code and what it is built with. */
async function placesOf(
  hre: Environment,
  {
    deployer,
    place,
    parameters: { module, parameters },
  }: { deployer: Address; place: LedgerPlace; parameters: DeployContractsParameters },
): Promise<Places> {
  const at = async (name: string, args: readonly unknown[]) => {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name)
    const initCode = encodeDeployData({ abi, bytecode: bytecode as Hex, args })
    return contractPlace(deployer, place.salt, initCode)
  }
  const known: Record<string, unknown> = { ...parameters, ledger: place.address }
  const placed = {} as Record<ContractKey, Address>
  for (const [key, { name, needs }] of plannedContracts()) {
    placed[key] = await at(
      name,
      needs.map((need) => known[need]),
    )
    known[key] = placed[key]
  }
  return module === 'Local' ? { ...placed, token: await at(LOCAL_TOKEN.name, []) } : placed
}

/** What tells this deployment from others by the same account. */
async function identity(
  hre: Environment,
  { module, token, parameters }: DeployContractsParameters,
): Promise<Hex> {
  const names = [...plannedContracts().map(([, { name }]) => name), LEDGER.name]
  const bytecodes = names.map(
    async (name) => (await hre.artifacts.readArtifact(name)).bytecode as Hex,
  )
  return identityOf(await Promise.all(bytecodes), { ...parameters, module, token })
}

function explain(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error)
  const variable = /Configuration Variable "(\w+)" not found/.exec(text)?.[1]
  if (variable !== undefined)
    throw new ServiceError(`${variable} is not set.`, {
      remedy: "Set it in the environment or in Hardhat's keystore.",
      exitCode: EXIT_CODES.usage,
    })
  if (/Cannot connect to the network/.test(text))
    throw new ServiceError('The node of the network does not answer.', {
      cause: error,
      remedy:
        'Look at the URL that Hardhat has for it (ASSAY_DEPLOY_RPC_URL for the network public).',
      exitCode: EXIT_CODES.network,
    })
  throw new ServiceError(`The contracts were not deployed: ${failuresOf(error)}.`, {
    cause: error,
    remedy: 'Given again, the command goes on where this one ended.',
  })
}

/** What Ignition lists below its first line, in one. */
function failuresOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const listed = [...text.matchAll(/^ +\* (?:\w+#)?(\w+)(?:\/\d+)?: (.*)$/gm)].map(
    ([, contract, reason]) =>
      `${contract}: ${reason?.replace(/^.*Reverted with custom error /, '')}`,
  )
  return listed.length > 0 ? listed.join('; ') : text.replace(/\s+/g, ' ').replace(/\.$/, '')
}
