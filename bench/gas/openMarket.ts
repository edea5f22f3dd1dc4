import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  hashRequest,
  type Input,
  ledgerAbi,
  type Markets,
  marketAbi,
  marketDomain,
  modelRegistryAbi,
  multiSeatMarketAbi,
  type Receipt,
  type Request,
  receiptTypes,
  requestTypes,
  type Submission,
  testTokenAbi,
} from '@assay/protocol'
import {
  type Address,
  getContract,
  getContractAddress,
  type Hex,
  keccak256,
  toBytes,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { buildProduction } from './buildProduction.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** What a requester pays, in the token's smallest unit. */
export const FEE = 250_000n
export const COLLATERAL = 1_000_000n
export const LOCK_FOR = 600
const MIN_LOCK_FOR = 60n
/** A quarter of the collateral: with half of it a dispute is worth a challenger's while. */
const BOND = COLLATERAL / 4n
/** When the chain begins. Fixed, because gas depends on how many bytes of a time and of what is signed are zero. */
const START = 1_900_000_000

/**
 * A fresh chain in this process with both markets, whose requester, worker and publisher have used it before:
 * their balances are not zero, so that a measured transaction pays for what it changes and not for an account's first entry.
 */
export async function openMarket() {
  const hre = await buildProduction()
  const { viem, networkHelpers } = await hre.network.create({
    override: { initialDate: new Date(START * 1000) },
  })
  const client = await viem.getPublicClient()
  const [requester, worker, publisher, stranger, ...others] = await viem.getWalletClients()
  if (!requester || !worker || !publisher || !stranger) throw new Error('The chain has no accounts')

  const deploy = async (name: string, args: (Address | Address[] | bigint)[] = []) =>
    (await viem.deployContract(name, args)).address
  const clients = { public: client, wallet: requester }
  const token = getContract({
    abi: testTokenAbi,
    address: await deploy('TestToken'),
    client: clients,
  })
  const modelRegistry = getContract({
    abi: modelRegistryAbi,
    address: await deploy('ModelRegistry'),
    client: clients,
  })
  const keyRegistry = await deploy('KeyRegistry')
  const referee = await deploy('ScriptedReferee')
  const from = requester.account.address
  // All four books come first, and the ledger with the transaction after them.
  const nonce = BigInt((await client.getTransactionCount({ address: from })) + 4)
  const ledgerAddress = getContractAddress({ from, nonce })
  const registries = [modelRegistry.address, keyRegistry]
  const market = getContract({
    abi: marketAbi,
    address: await deploy('Market', [ledgerAddress, ...registries, MIN_LOCK_FOR]),
    client: clients,
  })
  const multiSeatMarket = getContract({
    abi: multiSeatMarketAbi,
    address: await deploy('MultiSeatMarket', [ledgerAddress, ...registries, MIN_LOCK_FOR]),
    client: clients,
  })
  const workerRegistry = await deploy('WorkerRegistry', [ledgerAddress, 1_000_000n, 86_400n])
  const places = [market.address, multiSeatMarket.address]
  const disputeGame = await deploy('DisputeGame', [
    ...[ledgerAddress, ...places, referee],
    ...[BOND, 3_600n, 1_000n],
  ])
  await deploy('Ledger', [token.address, [...places, disputeGame, workerRegistry]])
  const ledger = getContract({ abi: ledgerAbi, address: ledgerAddress, client: clients })
  const signature = await deploy('SignatureVerifier')
  const markets: Markets = {
    chainId: await client.getChainId(),
    market: market.address,
    multiSeatMarket: multiSeatMarket.address,
  }

  const profile = keccak256(toBytes('assay.exact.2'))
  const publish = async (name: string, royaltyBps: number): Promise<Hex> => {
    const publication = {
      name,
      profile,
      root: keccak256(toBytes(name)),
      royaltyBps,
      inputBytes: 784,
      outputBytes: 40,
      cardUri: 'https://example.org/card.json',
      cardDigest: keccak256(toBytes('card')),
    }
    await modelRegistry.write.publish([publication], { account: publisher.account })
    return (await modelRegistry.read.getVersion([name, 1n])).modelId
  }
  const model = await publish('digits', 0)
  const modelWithRoyalty = await publish('digits-with-royalty', 500)

  /** The accounts that take the seats of a job of several. */
  const seated = [worker, ...others.slice(0, 4)]
  for (const wallet of [requester, publisher, ...seated]) {
    const account = wallet.account
    await token.write.faucet([account.address], { account })
    await token.write.approve([ledger.address, 2n ** 256n - 1n], { account })
    await ledger.write.deposit([account.address, 100_000_000n], { account })
  }

  let made = 0
  /** A request like the dApp's: digits-sized input, fixed fee, anyone may do it. */
  const makeRequest = (inputRoot: Hex, named?: Address): Request => ({
    requester: requester.account.address,
    nonce: BigInt(keccak256(toHex(`nonce ${made++}`))) >> 1n,
    model,
    inputRoot,
    offer: {
      minFee: FEE,
      maxFee: FEE,
      rampStart: 0,
      rampLength: 0,
      lockFor: LOCK_FOR,
      expiry: START + 86_400,
      collateral: COLLATERAL,
      worker: named ?? zeroAddress,
    },
    policy: { seats: 1, verifier: signature, params: '0x' },
    callback: { target: zeroAddress, gasLimit: 0, when: 0 },
  })

  /** A result of ten numbers, signed by the worker. */
  const makeSubmission = async (
    request: Request,
    output: Hex,
    outputRoot: Hex,
    signer = worker,
  ): Promise<Submission> => {
    const receipt: Receipt = {
      worker: signer.account.address,
      request: hashRequest(markets, request),
      outputRoot,
      evidenceHash: zeroHash,
      profile,
      completedAt: BigInt(START),
    }
    return {
      receipt,
      signer: '0x',
      signature: await signer.signTypedData({
        domain: marketDomain(markets, request),
        types: receiptTypes,
        primaryType: 'Receipt',
        message: receipt,
      }),
      salt: zeroHash,
      output,
      evidence: '0x',
    }
  }

  /** The requester's signature over a request that is not posted. */
  const signRequest = (request: Request) =>
    requester.signTypedData({
      domain: marketDomain(markets, request),
      types: requestTypes,
      primaryType: 'Request',
      message: request,
    })

  return {
    hre,
    deploy,
    markets,
    seated,
    ledger,
    multiSeatMarket,
    workerRegistry,
    disputeGame,
    modelWithRoyalty,
    client,
    networkHelpers,
    token,
    modelRegistry,
    market,
    requester,
    worker,
    publisher,
    stranger,
    makeRequest,
    makeSubmission,
    signRequest,
    /** The gas of a whole transaction. */
    gasOf: async (hash: Hex) => Number((await client.waitForTransactionReceipt({ hash })).gasUsed),
  }
}

/** The sample model's input with the median count of nonzero bytes, which cost more gas than zeros. */
export async function typicalDigit(): Promise<Uint8Array> {
  const path = resolve(ROOT, 'models/digits/samples.json')
  const samples = JSON.parse(await readFile(path, 'utf8')) as { bytes: string }[]
  const inputs = samples.map(({ bytes }) => new Uint8Array(Buffer.from(bytes, 'base64')))
  const weight = (input: Uint8Array) => input.filter((byte) => byte !== 0).length
  const sorted = inputs.sort((a, b) => weight(a) - weight(b))
  const median = sorted[Math.floor(sorted.length / 2)]
  if (!median) throw new Error('models/digits/samples.json holds no samples')
  return median
}

export function inline(data: Uint8Array): Input {
  return { data: toHex(data), uris: [] }
}
