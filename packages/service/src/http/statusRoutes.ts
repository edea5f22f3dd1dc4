import type { Metrics } from '../createMetrics.ts'
import type { HttpRoute } from './startHttpServer.ts'

/** What a service says of itself. */
export type ServiceStatus = {
  /** Why it is not ready; nothing when it is. */
  notReady(): string[]
  report(): Readonly<Record<string, unknown>>
}

/** The routes at which operators and their machines ask how a service is. */
export function statusRoutes(
  status: ServiceStatus,
  metrics: Pick<Metrics, 'render' | 'up'>,
): Record<'health' | 'ready' | 'status' | 'metrics', HttpRoute> {
  return {
    health: () => ({ body: { status: 'alive' } }),
    ready: () => {
      const reasons = status.notReady()
      const ready = reasons.length === 0
      return { status: ready ? 200 : 503, body: { ready, reasons } }
    },
    status: () => ({ body: status.report() }),
    metrics: async () => {
      metrics.up.set(status.notReady().length === 0 ? 1 : 0)
      return metrics.render()
    },
  }
}
