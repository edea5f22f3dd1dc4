import { collectDefaultMetrics, Registry } from 'prom-client'

export { Counter, Gauge, Histogram } from 'prom-client'

export type Metrics = {
  registry: Registry
  /** The text that Prometheus reads, and its content type. */
  render: () => Promise<{ type: string; body: string }>
}

/** A registry of its own, with what Node knows of its process under `prefix`. */
export function createMetrics(prefix: string): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix })
  return {
    registry,
    render: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  }
}
