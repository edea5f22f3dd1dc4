import {
  type Deployment,
  domain,
  hashRequest,
  marketAbi,
  moveTypes,
  type Receipt,
  type Request,
  receiptTypes,
  testTokenAbi,
} from '@assay/protocol'
import { decodeContractError, type RawLog } from '@assay/sdk'
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
  type Hex,
  numberToHex,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'

/** Terms of the disputes played here: seconds, and the token's smallest unit. */
export const MOVE_TIME = 600
export const WINDOW = 1_800
export const BOND = 5_000n
export const PAGE_FEE = 10n

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
 * A chain in this process with a market and its dispute, whose time moves only when it is told to. Transactions go straight to
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
  const modelRegistry = await deploy('ModelRegistry')
  const keyRegistry = await deploy('KeyRegistry')
  const panel = await deploy('Panel', [modelRegistry, keyRegistry])
  const market = await deploy('Market', [token, modelRegistry, keyRegistry, panel])
  const workerRegistry = await deploy('WorkerRegistry', [market, 1_000_000n, 60n])
  const referee = await deploy('Referee')
  const disputeGame = await deploy('DisputeGame', [market, referee, BOND, MOVE_TIME, PAGE_FEE])
  const optimistic = await deploy('OptimisticVerifier', [disputeGame, WINDOW])
  const schedule = await deploy('Schedule', [market])
  const drawn = [market, workerRegistry, disputeGame, WINDOW, 60n]
  const quorum = await deploy('QuorumVerifier', drawn)
  const signature = await deploy('SignatureVerifier')
  const client = await viem.getPublicClient()
  const chainId = await client.getChainId()
  let clock = Number((await client.getBlock()).timestamp)

  const chain = {
    accounts,
    /** The node, for clients of one's own. */
    provider,
    client,
    place: { chainId, market },
    deployment: {
      chainId,
      rpcUrl: 'http://127.0.0.1',
      token,
      market,
      modelRegistry,
      keyRegistry,
      workerRegistry,
      schedule,
      referee,
      disputeGame,
      verifiers: { signature, optimistic, quorum },
      startBlock: 0,
    } satisfies Deployment,

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
    send: async (from: Address, to: Address, data: Hex): Promise<RawLog[]> =>
      (await chain.transact(from, to, data)).logs,

    /** As send, with the gas of the whole transaction. */
    async transact(
      from: Address,
      to: Address,
      data: Hex,
    ): Promise<{ logs: RawLog[]; gasUsed: number }> {
      clock++
      await provider.request({
        method: 'evm_setNextBlockTimestamp',
        params: [numberToHex(clock)],
      })
      try {
        const hash = await provider.request({
          method: 'eth_sendTransaction',
          params: [{ from, to, data, gas: GAS }],
        })
        const receipt = (await provider.request({
          method: 'eth_getTransactionReceipt',
          params: [hash],
        })) as { status: Hex; logs: RawLog[]; gasUsed: Hex }
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
      chain.read(market, marketAbi, 'balanceOf', [account]),

    /** What the market holds of the token. */
    holdings: async (): Promise<bigint> => chain.read(token, testTokenAbi, 'balanceOf', [market]),

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
        domain: domain({ chainId, market }),
        types: receiptTypes,
        primaryType: 'Receipt',
        message: receipt,
      }),

    signMove: async (
      mover: (typeof accounts)[number],
      message: { game: bigint; turn: bigint; content: Hex },
    ): Promise<Hex> =>
      mover.signTypedData({
        domain: { name: 'Assay Dispute', version: '1', chainId, verifyingContract: disputeGame },
        types: moveTypes,
        primaryType: 'Move',
        message,
      }),

    hashRequest: (request: Request): Hex => hashRequest({ chainId, market }, request),
  }

  for (const { address } of accounts) {
    await chain.send(
      address,
      token,
      encodeFunctionData({ abi: testTokenAbi, functionName: 'faucet', args: [address] }),
    )
    await chain.send(
      address,
      token,
      encodeFunctionData({
        abi: testTokenAbi,
        functionName: 'approve',
        args: [market, 2n ** 256n - 1n],
      }),
    )
    await chain.send(
      address,
      market,
      encodeFunctionData({ abi: marketAbi, functionName: 'deposit', args: [100_000_000n] }),
    )
    await chain.send(
      address,
      market,
      encodeFunctionData({
        abi: marketAbi,
        functionName: 'setOperator',
        args: [disputeGame, true],
      }),
    )
  }
  return chain
}

export type DisputeChain = Awaited<ReturnType<typeof openDisputeChain>>

export type Account = DisputeChain['accounts'][number]
