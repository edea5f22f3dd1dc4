import { type BackOffParameters, withBackOff } from '@assay/sdk'
import type { Transport } from 'viem'

/**
 * A transport that asks again, after a pause, where the node says that it is asked too often: so that a burst of refusals ends
 * neither a start nor a look at the chain. Events are left out, because their reader waits by itself.
 */
export function patientTransport<transport extends Transport>(
  transport: transport,
  parameters: BackOffParameters = {},
): transport {
  const patient: Transport = (options) => {
    const inner = transport(options)
    return {
      ...inner,
      request: (async (args: { method: string; params?: unknown }) => {
        const work = () => inner.request(args as never)
        return args.method === 'eth_getLogs' ? work() : withBackOff(work, parameters)
      }) as typeof inner.request,
    }
  }
  return patient as transport
}
