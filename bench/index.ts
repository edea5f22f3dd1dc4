import { PROFILE_NATIVE, tensorRoot } from '@assay/program'
import { type Call, encodeCall } from '@assay/protocol'
import { hashRequest, marketCalls, type Request, submissionCalls } from '@assay/sdk'
import { bytesToHex, zeroHash } from 'viem'
import { ask } from '../test/flows/scene/ask.ts'
import { openScene, type Person, type Scene } from '../test/flows/scene/openScene.ts'
import { publishModelFile } from '../test/flows/scene/publishModelFile.ts'
import { launchIndexer, startIndexer } from '../test/flows/scene/startIndexer.ts'
import { noPostgres, startPostgres } from '../test/flows/scene/startPostgres.ts'
import { writeRelu } from '../test/flows/scene/writeRelu.ts'
import type { Measurement } from './measurement.ts'

/** Each job has five events: posted, claimed, submitted, settled, finalized. */
const EVENTS = 50_000
const EVENTS_PER_JOB = 5
const JOBS_AT_ONCE = 25
const RUNS = 40
const GAS = 16_000_000n
const JOBS_QUERY =
  'select count(*) as jobs, sum(paid) as paid, min(state) as least, max(state) as most from jobs'
const EVENTS_QUERY = 'select name, count(*) as count from events group by name order by name'

/** How soon what happened is answered, and how fast a history is read into each database. */
export async function measure(): Promise<Measurement[]> {
  const scene = await openScene()
  const postgres = noPostgres() === undefined ? await startPostgres() : undefined
  try {
    const model = await publishModelFile(scene, { name: 'relu', path: writeRelu(scene) })
    const requester = await scene.newPerson()
    const worker = await scene.newPerson()
    await requester.client.waitForTransactionReceipt({
      hash: await requester.client.balances.deposit({ amount: 100_000_000n }),
    })
    const input = new Uint8Array(32)
    const { request } = await requester.client.requests.prepare({
      ...{ model, input, fee: 1n, collateral: 0n, expiresIn: 86_400 },
    })
    await fill(scene, { requester, worker, request, input })
    const blocks = await scene.client.getBlockNumber()
    const pglite = await backfill(scene, undefined)
    const { events } = pglite
    const note = `${events} events of ${EVENTS / EVENTS_PER_JOB} settled jobs in ${blocks} blocks of a local chain; from its first question to the chain to its being ready, with reading, decoding and storing; the indexer and the chain share 2 cores`
    const measured: Measurement[] = [
      {
        name: 'index.events_per_second.pglite',
        value: events / pglite.seconds,
        unit: 'events/s',
        baseline: 'at least 1000',
        note,
      },
    ]
    if (postgres !== undefined) {
      const server = await backfill(scene, postgres.url)
      measured.push({
        name: 'index.events_per_second.postgres',
        value: events / server.seconds,
        unit: 'events/s',
        baseline: 'at least 1000',
        note,
      })
      if (server.told !== pglite.told)
        throw new Error('PGlite and Postgres do not hold the same rows.')
    }
    const began = performance.now()
    const indexer = await startIndexer(scene, { data: pglite.data })
    measured.push({
      ...{ name: 'index.ready_seconds', value: (performance.now() - began) / 1000, unit: 's' },
      note: `from the start of the process to its line "ready", with ${events} events already in PGlite`,
    })
    const times: number[] = []
    // The first one warms up.
    for (let run = -1; run < RUNS; run++) {
      const posted = await ask(requester, { model, input, fee: 1n })
      const start = performance.now()
      while (!(await fetch(`${indexer.url}/jobs/${posted.jobId}`)).ok) await pause(5)
      if (run >= 0) times.push(performance.now() - start)
      // Not in step with how often the indexer looks.
      await pause(((run + 1) * 37) % 100)
    }
    times.sort((a, b) => a - b)
    measured.push({
      ...{ name: 'index.event_to_api_ms', value: Math.round(times[RUNS / 2]!), unit: 'ms' },
      baseline: 'at most 400',
      note: `median of ${RUNS} requests, from their receipt to the first answer of /jobs/{id}, with ${events} events in PGlite; 90th percentile ${Math.round(times[Math.floor(RUNS * 0.9)]!)} ms`,
    })
    return measured
  } finally {
    await scene.close()
    await postgres?.close()
  }
}

/** Has so many jobs asked, answered and settled that the chain holds the events. */
async function fill(
  scene: Scene,
  parts: { requester: Person; worker: Person; request: Request; input: Uint8Array },
): Promise<void> {
  const { requester, worker, input } = parts
  const { deployment } = scene
  const output = new Uint8Array(32)
  const outputRoot = await tensorRoot(output)
  const send = async ({ client }: Person, calls: Call[]) => {
    const [first, ...more] = calls
    const call = encodeCall(marketCalls.multicall([first!, ...more]))
    const hash = await client.sendTransaction({ ...call, gas: GAS })
    const { status } = await client.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error('The jobs of the bench were not made.')
  }
  for (let made = 0; made < EVENTS / EVENTS_PER_JOB; made += JOBS_AT_ONCE) {
    const requests = Array.from({ length: JOBS_AT_ONCE }, (_value, index) => ({
      ...parts.request,
      nonce: BigInt(made + index),
    }))
    await send(
      requester,
      requests.map((request) =>
        marketCalls.post(deployment, { request, input: { data: bytesToHex(input), uris: [] } }),
      ),
    )
    const answers = await Promise.all(
      requests.map(async (request): Promise<Call[]> => {
        const receipt = {
          ...{ worker: worker.address, request: hashRequest(deployment, request), outputRoot },
          ...{ evidenceHash: zeroHash, profile: PROFILE_NATIVE, completedAt: 1_700_000_000n },
        }
        const signature = await worker.client.work.signReceipt({ request, receipt })
        return [
          marketCalls.claim(deployment, { request, worker: worker.address }),
          ...submissionCalls(deployment, { request, receipt, signature, output }),
        ]
      }),
    )
    await send(worker, answers.flat())
  }
}

/** Reads the whole history into an empty database. */
async function backfill(
  scene: Scene,
  databaseUrl: string | undefined,
): Promise<{ seconds: number; events: number; data: string; told: string }> {
  const { process, data } = launchIndexer(scene, { databaseUrl })
  let answering: number | undefined
  while (answering === undefined) {
    if (/"msg":"answering"/.test(process.stdout + process.stderr)) answering = performance.now()
    if (!process.running) throw new Error(process.stderr)
    await pause(5)
  }
  const line = await process.line(/^indexer ready at /)
  const seconds = (performance.now() - answering) / 1000
  const url = /at (\S+)/.exec(line)![1]!
  const answers: string[] = []
  let events = 0
  for (const query of [JOBS_QUERY, EVENTS_QUERY]) {
    const answer = await fetch(`${url}/sql`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ query }),
    })
    const { rows } = (await answer.json()) as { rows: { count?: number }[] }
    events = rows.reduce((sum, { count = 0 }) => sum + count, 0)
    answers.push(JSON.stringify(rows))
  }
  answers.push(await (await fetch(`${url}/results/export.ndjson`)).text())
  await process.kill('SIGTERM')
  return { seconds, events, data, told: answers.join('\n') }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
