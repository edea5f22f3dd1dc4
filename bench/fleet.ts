import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Operand, type Program, ProgramBuilder, writeProgram } from '@assay/program'
import { Random } from '@assay/program/testing'
import { createLog } from '@assay/service'
import { loadModel, openFleet } from '@assay/worker'
import { startExecutor } from '../test/flows/scene/startExecutor.ts'
import { noRedis, type RedisUnderTest, startRedis } from '../test/flows/scene/startRedis.ts'
import type { Measurement } from './measurement.ts'

const RUNS = 60
const AT_ONCE = 8
/** A shorter run would measure Redis. */
const LEAST_MS = 50
/** Pictures of so many points a side, and between their three colours so many channels in so many layers. */
const NET = { side: 160, channels: 128, layers: 10 }

const log = createLog({ level: 'silent', format: 'json' })

/** How much more two executors do than one, through Redis, without a chain. */
export async function measure(): Promise<Measurement[] | undefined> {
  const missing = noRedis()
  if (missing !== undefined) {
    console.log(`not measured: ${missing}`)
    return undefined
  }
  const load = loadavg()[0]!.toFixed(1)
  const folder = mkdtempSync(join(tmpdir(), 'assay-fleet-'))
  const path = join(folder, 'program.assay')
  writeFileSync(path, await writeProgram(layeredProgram()))
  const redis = await startRedis({ keeps: true })
  try {
    const one = await secondsWith(redis, path, 1)
    const two = await secondsWith(redis, path, 2)
    const perRun = (one / RUNS) * 1000
    if (perRun < LEAST_MS) throw new Error(`A run takes ${perRun} ms only: add layers.`)
    return [
      {
        name: 'fleet.speedup.2',
        value: one / two,
        unit: 'ratio',
        baseline: 'at least 1.7',
        note: `${RUNS} runs of ${NET.layers} convolutions of ${NET.channels} channels over ${NET.side} x ${NET.side} points, ${AT_ONCE} under way, by two executors of one thread each against one (${perRun.toFixed(0)} ms per run), through Redis, without the chain; executors, Redis and coordinator on the same ${availableParallelism()} cores, load before ${load}`,
      },
    ]
  } finally {
    await redis.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How long all runs take with so many executors (seconds). */
async function secondsWith(redis: RedisUnderTest, path: string, count: number): Promise<number> {
  const model = await loadModel({ path, concurrency: 1 })
  const fleet = await openFleet({ redisUrl: redis.url, log })
  const pool = fleet.poolOf(model)
  const executors = await Promise.all(
    Array.from({ length: count }, () => startExecutor({ redisUrl: redis.url, models: [path] })),
  )
  const work = async (runs: number) => {
    let left = runs
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (left-- > 0) await pool.run(new Uint8Array(pool.inputBytes).fill(left % 256))
      }),
    )
  }
  try {
    await work(AT_ONCE)
    const start = performance.now()
    await work(RUNS)
    return (performance.now() - start) / 1000
  } finally {
    for (const executor of executors) await executor.kill('SIGTERM')
    await pool.close()
    fleet.close()
  }
}

function layeredProgram(): Program {
  const random = new Random(1)
  const { side, channels, layers } = NET
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, side, side, 3] })
  let [last, width]: [Operand, number] = [builder.input, 3]
  for (let layer = 0; layer < layers; layer++) {
    const next = layer === layers - 1 ? 3 : channels
    const weights = Int8Array.from({ length: next * 9 * width }, () => random.integer(-127, 127))
    last = builder.step(
      'Conv2d',
      [
        last,
        builder.weight({ dtype: 'i8', shape: [next, 3, 3, width] }, new Uint8Array(weights.buffer)),
        builder.channelTable(Array(next).fill(0), Array(next).fill(1 / (8 * width))),
      ],
      {
        ...{ strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 },
        ...{ inputZero: 128, outputZero: 128, low: 0, high: 255 },
      },
      { dtype: 'u8', shape: [1, side, side, next] },
    )
    width = next
  }
  return builder.finish([last])
}
