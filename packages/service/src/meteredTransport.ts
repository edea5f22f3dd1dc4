import type { Transport } from 'viem'

/** A transport that reports every failed request, so that a process can count them. */
export function meteredTransport<transport extends Transport>(
  transport: transport,
  onFailure: (method: string, error: unknown) => void,
): transport {
  const metered: Transport = (options) => {
    const inner = transport(options)
    return {
      ...inner,
      request: (async (args: { method: string; params?: unknown }) => {
        try {
          return await inner.request(args as never)
        } catch (error) {
          onFailure(args.method, error)
          throw error
        }
      }) as typeof inner.request,
    }
  }
  return metered as transport
}
