import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { tensorRoot } from '@assay/program'
import {
  encodeCall,
  encodeSignedRequest,
  marketCalls,
  placeOf,
  type Request,
} from '@assay/protocol'
import type { ModelVersion } from '@assay/sdk'
import { bytesToHex } from 'viem'
import { ask } from '../test/flows/scene/ask.ts'
import { openScene, type Person, type Scene } from '../test/flows/scene/openScene.ts'
import { publishModelFile } from '../test/flows/scene/publishModelFile.ts'
import { startFaultyNode } from '../test/flows/scene/startFaultyNode.ts'
import type { ServiceUnderTest } from '../test/flows/scene/startService.ts'
import { startWorker } from '../test/flows/scene/startWorker.ts'
import { until } from '../test/flows/scene/until.ts'
import type { Measurement } from './measurement.ts'

const FEE = 100_000n
/** How many jobs are measured each way, after some that warm up. */
const JOBS = 600
const WARM_UP = 60
/** Requests that the requester posts in one transaction, and that are sent to the worker at the same time. */
const POSTED_AT_ONCE = 20
const SENT_AT_ONCE = 48
const IDLE_SECONDS = 30
const OPEN_JOBS = 120
const MINUTE = 60
const PLACES = { policy: { maxJobs: 128 }, log: { level: 'info', format: 'json' } }

/** What else this machine does, before anything is measured. */
const loadBefore = loadavg()[0]!.toFixed(1)

const digits = resolve(import.meta.dirname, '../models/digits')
const path = resolve(digits, 'program.assay')
const card = resolve(digits, 'card.json')

/** What one worker process gets done on a local chain, and what it costs where nothing happens. */
export async function measure(): Promise<Measurement[]> {
  const scene = await openScene()
  try {
    const model = await publishModelFile(scene, { name: 'digits', path, card })
    const worker = await startWorker(scene, {
      ...{ person: await scene.newPerson(), models: [{ path, card }], settings: PLACES },
    })
    const rows = [
      ...(await measureIdle(worker)),
      ...(await measurePosted(scene, model, worker)),
      await measureSigned(scene, model, worker),
    ]
    await worker.process.kill('SIGTERM')
    return [...rows, await measureOpenJobs(scene, model)]
  } finally {
    await scene.close()
  }
}

/** Memory and processor of a worker to which nothing happens. */
async function measureIdle(worker: ServiceUnderTest): Promise<Measurement[]> {
  const before = await read(worker)
  await wait(IDLE_SECONDS * 1_000)
  const after = await read(worker)
  const cpu = after('process_cpu_seconds_total') - before('process_cpu_seconds_total')
  const note = `digits program, local chain, no job; ${IDLE_SECONDS} s`
  return [
    {
      name: 'worker.idle_rss_mb',
      value: after('process_resident_memory_bytes') / 2 ** 20,
      unit: 'MiB',
      note,
    },
    { name: 'worker.idle_cpu', value: cpu / IDLE_SECONDS, unit: 'cores', note },
  ]
}

/** Jobs that are posted, claimed, submitted and settled. */
async function measurePosted(
  scene: Scene,
  model: ModelVersion,
  worker: ServiceUnderTest,
): Promise<Measurement[]> {
  const requester = await scene.newPerson()
  await deposit(requester)
  const requests = await newRequests(requester, model, {})
  const post = async (list: readonly Asked[]) => {
    for (let from = 0; from < list.length; from += POSTED_AT_ONCE) {
      const calls = list.slice(from, from + POSTED_AT_ONCE).map(({ request, input }) =>
        marketCalls.post(scene.deployment, {
          request,
          input: { data: bytesToHex(input), uris: [] },
        }),
      )
      const call = encodeCall(marketCalls.multicall(calls as [Call, ...Call[]]))
      const hash = await requester.client.sendTransaction({ ...call, gas: 16_000_000n })
      await requester.client.waitForTransactionReceipt({ hash })
    }
  }
  const paid = paidOf(worker)
  await post(requests.slice(0, WARM_UP))
  await until('the first jobs to be paid', async () => (await paid()) === WARM_UP, 120)
  const before = await read(worker)
  const start = performance.now()
  await post(requests.slice(WARM_UP))
  const posted = (performance.now() - start) / 1000
  await until('all jobs to be paid', async () => (await paid()) === WARM_UP + JOBS, 300)
  const seconds = (performance.now() - start) / 1000
  const after = await read(worker)
  const spent = (name: string) => after(name) - before(name)
  const busy = spent('process_cpu_seconds_total') - spent('inference_duration_seconds_sum')
  const share = (spent('process_cpu_seconds_total') / seconds).toFixed(2)
  const note = `digits program, ${JOBS} jobs, chain and load on the same ${cores()}`
  return [
    {
      name: 'worker.jobs_per_second.onchain',
      value: JOBS / seconds,
      unit: '1/s',
      baseline: '4.6 to 6.5 before claims and submissions went in batches',
      note: `posted (in ${posted.toFixed(1)} s, ${POSTED_AT_ONCE} per transaction), claimed, submitted and settled; ${note}; the worker took ${share} of a core`,
    },
    {
      name: 'worker.overhead_ms',
      value: (busy / JOBS) * 1000,
      unit: 'ms',
      note: `processor time of the worker per posted job, less the model's run; ${note}`,
    },
  ]
}

/** Requests that are sent to the worker with a signature. */
async function measureSigned(
  scene: Scene,
  model: ModelVersion,
  worker: ServiceUnderTest,
): Promise<Measurement> {
  const requester = await scene.newPerson()
  await deposit(requester)
  const { worker: address } = (await (await fetch(`${worker.url}/offers`)).json()) as {
    worker: `0x${string}`
  }
  const requests = await newRequests(requester, model, { worker: address, signed: true })
  const bodies: string[] = []
  for (const { request, input } of requests) {
    const signature = await requester.client.requests.sign({ request })
    const place = placeOf(scene.deployment, request)
    bodies.push(encodeSignedRequest({ place, request, input, signer: '0x', signature }))
  }
  const send = async (list: string[]) => {
    const one = async () => {
      for (let body = list.shift(); body !== undefined; body = list.shift()) {
        for (;;) {
          const answer = await fetch(`${worker.url}/requests`, { method: 'POST', body })
          const text = await answer.text()
          if (answer.ok) break
          if (answer.status !== 503) throw new Error(`the worker refused a request: ${text}`)
          await wait(20)
        }
      }
    }
    await Promise.all(Array.from({ length: SENT_AT_ONCE }, one))
  }
  const paid = paidOf(worker)
  const atFirst = await paid()
  await send(bodies.splice(0, WARM_UP))
  await until('the first requests to be paid', async () => (await paid()) === atFirst + WARM_UP)
  const start = performance.now()
  await send(bodies)
  await until('all to be paid', async () => (await paid()) === atFirst + WARM_UP + JOBS, 300)
  const seconds = (performance.now() - start) / 1000
  return {
    name: 'worker.jobs_per_second.signed',
    value: JOBS / seconds,
    unit: '1/s',
    baseline: '12 to 20 before requests were submitted in batches',
    note: `sent over HTTP (${SENT_AT_ONCE} at the same time, signed before), answered and settled; digits program, ${JOBS} requests, chain and load on the same ${cores()}`,
  }
}

/** What a worker asks its node while jobs lie open that are too cheap for it. */
async function measureOpenJobs(scene: Scene, model: ModelVersion): Promise<Measurement> {
  const requester = await scene.newPerson()
  for (let index = 0; index < OPEN_JOBS; index++) {
    await ask(requester, { model, input: new Uint8Array(784).fill(index), fee: FEE })
  }
  const node = await startFaultyNode({ rpcUrl: scene.node.rpcUrl })
  try {
    const worker = await startWorker(scene, {
      person: await scene.newPerson(),
      models: [{ path, card, minFee: '1' }],
      settings: { ...PLACES, rpcUrl: node.url },
    })
    const skipped = async () => (await read(worker))('jobs_skipped_total{reason="fee-too-low"}')
    await until('all to be seen', async () => (await skipped()) >= OPEN_JOBS)
    await wait(5_000)
    const before = node.calls.length
    await wait(MINUTE * 1_000)
    return {
      name: 'worker.rpc_calls_per_minute.120_open_jobs',
      value: node.calls.length - before,
      unit: '1/min',
      baseline: '40,665, one per job and look',
      note: `${OPEN_JOBS} open jobs that are too cheap for the worker, no new block`,
    }
  } finally {
    node.close()
  }
}

type Call = Parameters<typeof marketCalls.multicall>[0][number]
type Asked = { request: Request; input: Uint8Array }

/** Requests that differ in input and nonce. */
async function newRequests(
  { client }: Person,
  model: ModelVersion,
  wish: { worker?: `0x${string}`; signed?: boolean },
): Promise<Asked[]> {
  const [sample] = JSON.parse(readFileSync(resolve(digits, 'samples.json'), 'utf8')) as [
    { bytes: string },
  ]
  const base = new Uint8Array(Buffer.from(sample.bytes, 'base64'))
  const { request } = await client.requests.prepare({ model, input: base, fee: FEE, ...wish })
  return Promise.all(
    Array.from({ length: WARM_UP + JOBS }, async (_, index) => {
      const input = base.slice()
      input.set([index % 256, index >> 8])
      const inputRoot = await tensorRoot(input)
      return { request: { ...request, inputRoot, nonce: request.nonce + BigInt(index) }, input }
    }),
  )
}

async function deposit({ client }: Person): Promise<void> {
  const hash = await client.balances.deposit({ amount: 2n * FEE * BigInt(JOBS + WARM_UP) })
  await client.waitForTransactionReceipt({ hash })
}

function paidOf(worker: ServiceUnderTest): () => Promise<number> {
  return async () => {
    // Rendering the metrics is work of the worker's own.
    await wait(200)
    return (await read(worker))('jobs_total{status="paid",model="digits"}')
  }
}

/** What /metrics says now, by the name without its prefix; 0 for what was not counted yet. */
async function read(worker: ServiceUnderTest): Promise<(name: string) => number> {
  const text = await (await fetch(`${worker.url}/metrics`)).text()
  const values = new Map<string, number>()
  for (const line of text.split('\n')) {
    const space = line.lastIndexOf(' ')
    const name = line.slice(0, space).replace(/^assay_worker_/, '')
    const value = Number(line.slice(space + 1))
    values.set(name, value)
    const [family = name] = name.split('{')
    if (family !== name) values.set(family, (values.get(family) ?? 0) + value)
  }
  return (name) => values.get(name) ?? 0
}

function cores(): string {
  return `${availableParallelism()} cores, load before ${loadBefore}`
}
