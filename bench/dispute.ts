import { readFileSync } from 'node:fs'
import { sampleModels } from '@assay/models'
import { readProgram } from '@assay/program'
import { disputes } from '@assay/sdk'
import { type Address, type Hex, isAddressEqual } from 'viem'
import { type DisputeScene, OFFER, openDisputeScene } from '../test/flows/scene/disputeScene.ts'
import { startWatcher } from '../test/flows/scene/startWatcher.ts'
import { startWorker } from '../test/flows/scene/startWorker.ts'
import { until } from '../test/flows/scene/until.ts'
import type { Measurement } from './measurement.ts'

const MODELS = ['digits', 'objects'] as const
const LIES = ['first-step', 'middle-step', 'last-step'] as const

/** What one dispute took, from the challenge's commitment to the settlement. */
interface Dispute {
  readonly lie: string
  readonly transactions: number
  readonly gas: { readonly worker: number; readonly watcher: number }
  readonly seconds: number
}

/** Whole disputes with real processes on a local chain: a lying worker against a watcher, both answering at once. */
export async function measure(): Promise<Measurement[]> {
  const rows: Measurement[] = []
  for (const name of MODELS) rows.push(...(await measureModel(name)))
  return rows
}

async function measureModel(name: (typeof MODELS)[number]): Promise<Measurement[]> {
  const at = await openDisputeScene(name)
  try {
    const person = await at.scene.newPerson()
    // What a watcher does once in its life is not part of a dispute.
    await person.client.balances.deposit({ amount: 50_000_000n })
    const watcher = await startWatcher(at.scene, { person, files: [at.path] })
    const disputes: Dispute[] = []
    for (const lie of LIES) {
      const liar = await at.scene.newPerson()
      await liar.client.balances.deposit({ amount: OFFER.collateral })
      const worker = await startWorker(at.scene, {
        person: liar,
        models: at.models,
        lie: ['--lie', lie],
      })
      disputes.push(
        await play(at, {
          lie,
          liar: liar.address,
          watcher: person.address,
          name,
          askOf: () => at.askOf(liar, input(name)),
        }),
      )
      await worker.process.kill('SIGKILL')
    }
    const memory = peakMemory(watcher.process.pid)
    const { program } = await readProgram(at.file)
    const size = `${program.steps.length} steps, ${at.file.length} bytes`
    const worst = (of: (dispute: Dispute) => number) =>
      disputes.reduce((worst, dispute) => (of(dispute) > of(worst) ? dispute : worst))
    const total = ({ gas }: Dispute) => gas.worker + gas.watcher
    const most = worst(({ transactions }) => transactions)
    const dearest = worst(total)
    const slowest = worst(({ seconds }) => seconds)
    const each = (of: (dispute: Dispute) => string | number) =>
      disputes.map((dispute) => `${dispute.lie} ${of(dispute)}`).join(', ')
    return [
      {
        name: `dispute.transactions.${name}`,
        value: most.transactions,
        unit: 'count',
        baseline: 'bisection over machine instructions takes dozens of rounds',
        note: `worst of three lies, commitment and settlement included (${each((dispute) => dispute.transactions)}); ${size}`,
      },
      {
        name: `dispute.gas.total.${name}`,
        value: total(dearest),
        unit: 'gas',
        note: `worst of three lies, both sides (${each(({ gas }) => `worker ${gas.worker} + watcher ${gas.watcher}`)})`,
      },
      {
        name: `dispute.wall_seconds.${name}`,
        value: slowest.seconds,
        unit: 's',
        baseline: 'opML, an MNIST network: up to two minutes',
        note: `worst of three lies, from the lie's submission to its rejection, local chain, both bots in processes of their own (${each(({ seconds }) => seconds.toFixed(1))})`,
      },
      {
        name: `dispute.memory_mb.watcher.${name}`,
        value: memory,
        unit: 'MB',
        note: 'peak resident set of the watcher over three disputes, Node and onnxruntime included',
      },
    ]
  } finally {
    await at.scene.close()
  }
}

async function play(
  at: DisputeScene,
  parameters: {
    lie: string
    liar: Address
    watcher: Address
    name: string
    askOf: () => Promise<{ jobId: Hex }>
  },
): Promise<Dispute> {
  const { lie, liar, watcher, askOf } = parameters
  const { client, deployment } = at.scene
  const { jobId } = await askOf()
  await until('the lie to be submitted', async () => {
    const { state } = await at.requester.client.jobs.get({ jobId })
    return !['open', 'claimed'].includes(state)
  })
  const start = performance.now()
  await at.reaches(jobId, 'rejected', 120)
  const seconds = (performance.now() - start) / 1000
  const [dispute] = await disputes.list(client, { deployment, jobId })
  if (dispute?.state !== 'challenger-won') throw new Error(`The ${lie} was not caught.`)
  const job = await at.requester.client.jobs.get({ jobId })
  const submitted = job.steps.find(({ kind }) => kind === 'submitted')!
  const last = job.steps.at(-1)!.blockNumber
  const gas = { worker: 0, watcher: 0 }
  let transactions = 0
  for (let number = submitted.blockNumber + 1n; number <= last; number++) {
    const block = await client.getBlock({ blockNumber: number, includeTransactions: true })
    for (const { hash, from } of block.transactions) {
      const side = isAddressEqual(from, liar)
        ? 'worker'
        : isAddressEqual(from, watcher)
          ? 'watcher'
          : undefined
      if (side === undefined) continue
      const { gasUsed } = await client.getTransactionReceipt({ hash })
      gas[side] += Number(gasUsed)
      transactions++
    }
  }
  return { lie, transactions, gas, seconds }
}

function input(name: string): Uint8Array {
  const sample = sampleModels.find((model) => model.name === name)!
  return sample.draw({ seed: 1, split: 'held-out' }).bytes
}

/** The most memory that a process had (MB), as the system counts it. */
function peakMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024)
}
