import { type Input, marketAbi, type Request } from '@assay/protocol'
import { decodeFunctionData, encodeFunctionData, type Hex } from 'viem'

/** A request with its input, as its event told it. */
export type Posting = { request: Request; input: Input }

/** A posting as text: its calldata is the one encoding of request and input that loses nothing. */
export function encodePosting({ request, input }: Posting): Hex {
  return encodeFunctionData({ abi: marketAbi, functionName: 'post', args: [request, input] })
}

/** The posting that encodePosting wrote. */
export function decodePosting(data: Hex): Posting {
  const { args } = decodeFunctionData({ abi: marketAbi, data })
  const [request, input] = args as unknown as [Request, Input]
  return { request, input }
}
