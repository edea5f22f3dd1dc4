import { type Deployment, encodeCall, marketCalls, marketsAbi, type Request } from '@assay/protocol'
import { decodeLogs, eventsOf } from '@assay/sdk'
import { decodeFunctionResult, type Hex, isAddressEqual, size } from 'viem'
import type { SharedTransactions } from './TransactionSender.ts'

/**
 * More than a submission must offer beyond what it uses: the market hands a verifier a million, and a signature's check half of one,
 * and a node wants the price of all that is offered to be there.
 */
export const OFFERED_GAS = 1_700_000n

/** More than any call of a market takes beside its bytes and its target's callback: a result with its settlement takes most. */
const GAS_PER_CALL = 300_000n
/** What a byte of a call costs at most: to be carried, and to be in a log. */
const GAS_PER_BYTE = 48n

const CALL_FAILED = eventsOf(marketsAbi, 'CallFailed')

/** The gas of a call of a market: more than it takes, unless a verifier or an account is a contract that takes long. */
export function marketGas(data: Hex, { callback }: Pick<Request, 'callback'>): bigint {
  return GAS_PER_CALL + GAS_PER_BYTE * BigInt(size(data)) + BigInt(callback.gasLimit)
}

/** Calls of a market share a transaction by its tryMulticall. */
export function marketSharing({
  market,
  multiSeatMarket,
}: Pick<Deployment, 'market' | 'multiSeatMarket'>): SharedTransactions {
  return {
    spareGas: OFFERED_GAS,
    isShareable: (to) => isAddressEqual(to, market) || isAddressEqual(to, multiSeatMarket),
    join: (to, calls) => encodeCall(marketCalls.tryEncoded(to, calls)).data,
    succeeded: (data) =>
      decodeFunctionResult({ abi: marketsAbi, functionName: 'tryMulticall', data }),
    failures: (logs) =>
      new Map(
        decodeLogs(CALL_FAILED, logs).map(({ args: { index, reason } }) => [Number(index), reason]),
      ),
  }
}
