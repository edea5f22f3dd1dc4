import {
  type Call,
  type Deployment,
  disputeDomain,
  encodeCall,
  hashRequest,
  ledgerAbi,
  ledgerCalls,
  marketDomain,
  moveTypes,
  type Receipt,
  type Request,
  receiptTypes,
  testTokenAbi,
  tokenCalls,
} from '@assay/protocol'
import { decodeContractError } from '@assay/sdk'
import hre from 'hardhat'
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre'
import {
  type Abi,
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  decodeFunctionResult,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  numberToHex,
  type RpcLog,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import {
  type ContractKey,
  type DeploymentParameters,
  LEDGER,
  plannedContracts,
} from '../../../ignition/contracts.ts'

/** Terms of the disputes played here: seconds, and the token's smallest unit. */
export const MOVE_TIME = 600
export const WINDOW = 1_800
export const BOND = 5_000n
export const PAGE_FEE = 10n
/** What every account has in the ledger at first. */
const DEPOSIT = 100_000_000n

const PARAMETERS: DeploymentParameters = {
  minLockFor: 60,
  slotStake: 1_000_000,
  activationDelay: 60,
  disputeBond: Number(BOND),
  moveTime: MOVE_TIME,
  demandFeePerPage: Number(PAGE_FEE),
  shortestWindow: WINDOW,
  widenEvery: 60,
}

const MNEMONIC = 'test test test test test test test test test test test junk'
const GAS = numberToHex(16_000_000)

/** A transaction that reverted: its error's name, and its words. */
export class Refused extends Error {
  readonly errorName: string

  constructor(errorName: string, message: string) {
    super(message)
    this.errorName = errorName
  }
}

/**
 * A chain in this process with a market and its dispute, whose time moves only when the test moves it. Transactions go straight to
 * the node and cost about a millisecond.
 *
 * @param runtime whose contracts are deployed; by default those of the default profile
 */
export async function openDisputeChain(runtime: HardhatRuntimeEnvironment = hre) {
  if (!(await runtime.artifacts.artifactExists('DisputeGame')))
    await runtime.tasks.getTask('build').run({ quiet: true, noTests: true })
  const { viem, provider } = await runtime.network.create()
  const deploy = async (name: string, args: readonly unknown[] = []) =>
    (await viem.deployContract(name, [...args] as never)).address
  const accounts = Array.from({ length: 20 }, (_, addressIndex) =>
    mnemonicToAccount(MNEMONIC, { addressIndex }),
  )
  const token = await deploy('TestToken')
  const client = await viem.getPublicClient()
  const planned = plannedContracts()
  const [deployer] = await viem.getWalletClients()
  const from = deployer!.account.address
  // Each contract is one transaction of this account, and the ledger's is the one after them.
  const nonce = BigInt((await client.getTransactionCount({ address: from })) + planned.length)
  const ledger = getContractAddress({ from, nonce })
  const known: Record<string, unknown> = { ...PARAMETERS, ledger }
  const placed = {} as Record<ContractKey, Address>
  for (const [key, { name, needs }] of planned) {
    placed[key] = await deploy(
      name,
      needs.map((need) => known[need]),
    )
    known[key] = placed[key]
  }
  const books = LEDGER.books.map((book) => placed[book])
  await deploy(LEDGER.name, [token, books])
  const { signature, optimistic, quorum, ...contracts } = placed
  const chainId = await client.getChainId()
  const deployment: Deployment = {
    chainId,
    rpcUrl: 'http://127.0.0.1',
    token,
    ledger,
    ...contracts,
    verifiers: { signature, optimistic, quorum },
    startBlock: 0,
  }
  let clock = Number((await client.getBlock()).timestamp)

  const chain = {
    accounts,
    /** The node, for clients of one's own. */
    provider,
    client,
    deployment,

    now: () => clock,

    /** Lets time pass before the next transaction. */
    wait: (seconds: number) => {
      clock += seconds
    },

    /** Goes on from the newest block's time, where others than this object have sent transactions. */
    async catchUp(): Promise<void> {
      clock = Math.max(clock, Number((await client.getBlock()).timestamp))
    },

    /** @throws Refused where the call reverts */
    send: async (from: Address, call: Call): Promise<RpcLog[]> =>
      (await chain.transact(from, call)).logs,

    /** As send, with the gas of the whole transaction, which asks for `gas` of it. */
    async transact(
      from: Address,
      call: Call,
      gas: Hex = GAS,
    ): Promise<{ logs: RpcLog[]; gasUsed: number }> {
      const { to, data } = encodeCall(call)
      clock++
      await provider.request({
        method: 'evm_setNextBlockTimestamp',
        params: [numberToHex(clock)],
      })
      try {
        const hash = await provider.request({
          method: 'eth_sendTransaction',
          params: [{ from, to, data, gas }],
        })
        const receipt = (await provider.request({
          method: 'eth_getTransactionReceipt',
          params: [hash],
        })) as { status: Hex; logs: RpcLog[]; gasUsed: Hex }
        if (receipt.status !== '0x1') throw new Error('reverted')
        return { logs: receipt.logs, gasUsed: Number(receipt.gasUsed) }
      } catch (error) {
        const known = decodeContractError(error)
        if (known === undefined) throw error
        throw new Refused(known.errorName ?? 'unknown', known.message)
      }
    },

    async read<
      const abi extends Abi,
      name extends ContractFunctionName<abi, 'view' | 'pure'>,
      const args extends ContractFunctionArgs<abi, 'view' | 'pure', name>,
    >(
      to: Address,
      abi: abi,
      functionName: name,
      args: args,
    ): Promise<ContractFunctionReturnType<abi, 'view' | 'pure', name, args>> {
      const data = encodeFunctionData({ abi, functionName, args } as never)
      const result = await provider.request({
        method: 'eth_call',
        params: [{ to, data }, 'latest'],
      })
      return decodeFunctionResult({ abi, functionName, data: result as Hex } as never) as never
    },

    balanceOf: async (account: Address): Promise<bigint> =>
      chain.read(ledger, ledgerAbi, 'balanceOf', [account]),

    lockedOf: async (account: Address): Promise<bigint> =>
      chain.read(ledger, ledgerAbi, 'lockedOf', [account]),

    /** The tokens that the ledger holds: what came in, less what was withdrawn. Burned money is among them, and in no account. */
    deposited: async (): Promise<bigint> => chain.read(token, testTokenAbi, 'balanceOf', [ledger]),

    /** The books, whose own accounts hold money only while it is nobody's. */
    books,

    /** Every state that anything has now can be had again. */
    async snapshot(): Promise<() => Promise<void>> {
      let id = (await provider.request({ method: 'evm_snapshot' })) as Hex
      const then = clock
      return async () => {
        await provider.request({ method: 'evm_revert', params: [id] })
        // A snapshot is good for one return.
        id = (await provider.request({ method: 'evm_snapshot' })) as Hex
        clock = then
      }
    },

    signReceipt: async (worker: (typeof accounts)[number], receipt: Receipt): Promise<Hex> =>
      worker.signTypedData({
        domain: marketDomain(deployment, 1),
        types: receiptTypes,
        primaryType: 'Receipt',
        message: receipt,
      }),

    signMove: async (
      mover: (typeof accounts)[number],
      message: { game: bigint; turn: bigint; content: Hex },
    ): Promise<Hex> =>
      mover.signTypedData({
        domain: disputeDomain(deployment),
        types: moveTypes,
        primaryType: 'Move',
        message,
      }),

    hashRequest: (request: Request): Hex => hashRequest(deployment, request),
  }

  for (const { address } of accounts) {
    await chain.send(address, tokenCalls.faucet(deployment, { to: address }))
    await chain.send(address, tokenCalls.approveLedger(deployment, { amount: DEPOSIT }))
    await chain.send(
      address,
      ledgerCalls.deposit(deployment, { account: address, amount: DEPOSIT }),
    )
  }
  return chain
}

export type DisputeChain = Awaited<ReturnType<typeof openDisputeChain>>

export type Account = DisputeChain['accounts'][number]
