import {
  type Call,
  type Deployment,
  encodeCall,
  type JobState,
  MAX_INLINE,
  marketCalls,
  type Request,
  WHEN_FINAL,
  WHEN_PROVISIONAL,
} from '@assay/protocol'
import { bytesToHex, type Hex } from 'viem'
import { isRefusedWith } from './sender/isRefusedWith.ts'
import { marketGas } from './sender/marketSharing.ts'
import type { TransactionOutcome, TransactionSender } from './sender/TransactionSender.ts'

type Place = Pick<Deployment, 'market' | 'multiSeatMarket'>

/**
 * The call that settles a job. Where the request wants to hear of its end, it carries the output.
 *
 * @param parameters.output what the caller takes for the accepted output, as one tensor; undefined where it does not have it
 */
export function finalizeCall(
  deployment: Place,
  { request, output }: { request: Request; output: Uint8Array | undefined },
): Call {
  const wanted = (request.callback.when & WHEN_FINAL) !== 0
  return marketCalls.finalize(deployment, { request, output: wanted ? inline(output) : '0x' })
}

/** Settles a job, with the output for a target that wants to hear of it, or without where another output was accepted. */
export async function finalize(
  { deployment, sender }: { deployment: Place; sender: TransactionSender },
  job: { id: Hex; request: Request; output: Uint8Array | undefined },
): Promise<TransactionOutcome> {
  const { id, request } = job
  const send = (output: Uint8Array | undefined) => {
    const call = finalizeCall(deployment, { request, output })
    const encoded = encodeCall(call)
    const gas = marketGas(encoded.data, request)
    return sender.send({ kind: 'finalize', key: `finalize:${id}`, ...encoded, gas })
  }
  const outcome = await send(job.output)
  return isRefusedWith(outcome, 'RootMismatch') ? send(undefined) : outcome
}

/** The call that makes a callback which failed, once more. */
export function deliverCall(
  deployment: Place,
  parameters: { request: Request; when: number; output: Uint8Array | undefined },
): Call {
  const { request, when, output } = parameters
  return marketCalls.deliver(deployment, { request, when, output: inline(output) })
}

/** The callback (a WHEN_* bit) that a job's request asks for and that is due but was not made; 0 for none. */
export function owedCallback(
  { callback }: Pick<Request, 'callback'>,
  job: { state: JobState; delivered: number },
): number {
  const asked = callback.when & ~job.delivered
  const ended = ['accepted', 'rejected', 'void'].includes(job.state)
  if (ended && asked & WHEN_FINAL) return WHEN_FINAL
  const isOnlyOne = job.state === 'accepted' && callback.when === WHEN_PROVISIONAL
  return (job.state === 'submitted' || isOnlyOne) && asked & WHEN_PROVISIONAL ? WHEN_PROVISIONAL : 0
}

/** A market takes no longer bytes: then the target has to do with the root. */
function inline(output: Uint8Array | undefined): Hex {
  return output === undefined || output.length > MAX_INLINE ? '0x' : bytesToHex(output)
}
