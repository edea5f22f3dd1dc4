import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** How often Node looks how late its event loop is (milliseconds); by prom-client's default, that wakes an idle process 100 times a second. */
const LOOP_PRECISION = 100

/** What every service counts, and what makes the rest of what it does; no job ids as labels: they would never end. */
export type Metrics = ReturnType<typeof createMetrics>

export type CreateMetricsParameters = {
  /** The service's name, with which the metrics' names begin. */
  name: string
  version: string
}

/** A separate registry, with what Node knows of its process. Amounts are in whole tokens or coins. */
export function createMetrics({ name: service, version }: CreateMetricsParameters) {
  const prefix = `assay_${service}_`
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({
    register: registry,
    prefix,
    eventLoopMonitoringPrecision: LOOP_PRECISION,
  })
  const counter = <label extends string = never>(
    name: string,
    help: string,
    labelNames: label[] = [],
  ) => new Counter<label>({ name: prefix + name, help, labelNames, registers })
  const gauge = <label extends string = never>(
    name: string,
    help: string,
    labelNames: label[] = [],
  ) => new Gauge<label>({ name: prefix + name, help, labelNames, registers })
  const histogram = <label extends string = never>(
    name: string,
    help: string,
    { buckets, labelNames = [] }: { buckets: number[]; labelNames?: label[] },
  ) => new Histogram<label>({ name: prefix + name, help, labelNames, buckets, registers })
  gauge('build_info', 'Always 1; the version is the label.', ['version']).set({ version }, 1)
  return {
    /** The text that Prometheus reads, and its content type. */
    render: async () => ({ type: registry.contentType, body: await registry.metrics() }),
    counter,
    gauge,
    histogram,
    transactions: counter('tx_total', 'Transactions by kind and outcome.', ['kind', 'status']),
    rpcErrors: counter('rpc_errors_total', 'Failed requests to the chain.', ['method']),
    balance: gauge('balance', 'Balances in tokens (ledger, wallet) and coins (coin).', ['where']),
    headLag: gauge('chain_head_lag_blocks', 'Blocks of the chain not yet read.'),
    up: gauge('up', `1 while the ${service} is ready.`),
  }
}
