import { encodeCall, type Input, marketCalls, marketsAbi, type Request } from '@assay/protocol'
import { decodeAbiParameters, type Hex, slice, zeroAddress } from 'viem'

/** A request with its input, as its event told it. */
export type Posting = { request: Request; input: Input }

/** Both markets encode a posting alike, so no address is needed here. */
const NOWHERE = { market: zeroAddress, multiSeatMarket: zeroAddress }

const [post] = marketsAbi.filter((item) => item.type === 'function' && item.name === 'post')

/** A posting as text: its calldata is the one encoding of request and input that loses nothing. */
export function encodePosting(posting: Posting): Hex {
  return encodeCall(marketCalls.post(NOWHERE, posting)).data
}

/** The posting that encodePosting wrote. */
export function decodePosting(data: Hex): Posting {
  // Nothing but postings is written, so the selector in front says nothing.
  const values = decodeAbiParameters(post!.inputs, slice(data, 4))
  const [request, input] = values as unknown as [Request, Input]
  return { request, input }
}
