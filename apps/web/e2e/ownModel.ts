import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  commitProgram,
  PROFILE_EXACT,
  type Program,
  tensorRoot,
  writeProgram,
} from '@assay/program'
import { dataSizes, models } from '@assay/sdk'
import { toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { sendTestMoney } from '../src/features/account/sendTestMoney.ts'
import { chainClient, localWallet, runningStack } from './stack.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')

export type OwnModel = {
  name: string
  /** Where its worker answers. */
  workerUrl: string
  stop: () => Promise<void>
}

/** Publishes a program under a name of its own, and starts a worker that serves it. */
export async function serveModel(
  program: Program,
  card: Record<string, unknown> & { name: string },
): Promise<OwnModel> {
  const { deployment } = runningStack()
  const cardBytes = new TextEncoder().encode(JSON.stringify(card))
  const { workerUrl, start, stop } = await prepareWorker(await writeProgram(program), cardBytes)
  const publisher = localWallet(15)
  const cardDigest = await tensorRoot(cardBytes)
  const { root } = await commitProgram(program)
  const hash = await models.publish(publisher, {
    deployment,
    name: card.name,
    profile: PROFILE_EXACT,
    root,
    ...dataSizes(program),
    cardUri: `${workerUrl}/blobs/${cardDigest}`,
    cardDigest,
  })
  await publisher.waitForTransactionReceipt({ hash })
  await start()
  return { name: card.name, workerUrl, stop }
}

/** Starts a worker that serves these files, whether or not they are published. */
export async function serveFiles(
  program: Uint8Array,
  card: Uint8Array,
): Promise<Omit<OwnModel, 'name'>> {
  const { workerUrl, start, stop } = await prepareWorker(program, card)
  await start()
  return { workerUrl, stop }
}

/** A worker with money and settings, not started yet. */
async function prepareWorker(program: Uint8Array, card: Uint8Array) {
  const { deployment } = runningStack()
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-own-model-'))
  const key = generatePrivateKey()
  const funded = await sendTestMoney(deployment, privateKeyToAccount(key).address)
  await chainClient().waitForTransactionReceipt({ hash: funded })
  const at = (file: string) => path.join(folder, file)
  writeFileSync(at('program.assay'), program)
  writeFileSync(at('card.json'), card)
  writeFileSync(at('deployment.json'), JSON.stringify(deployment))
  const port = await freePort()
  writeFileSync(
    at('worker.toml'),
    [
      `rpcUrl = ${JSON.stringify(deployment.rpcUrl)}`,
      `deployment = ${JSON.stringify(at('deployment.json'))}`,
      `data = ${JSON.stringify(at('data'))}`,
      `http = { port = ${port} }`,
      `[[models]]`,
      `path = ${JSON.stringify(at('program.assay'))}`,
      `card = ${JSON.stringify(at('card.json'))}`,
    ].join('\n'),
  )
  let worker: ChildProcess | undefined
  return {
    workerUrl: `http://127.0.0.1:${port}`,
    start: () => {
      worker = spawn(process.execPath, ['apps/worker/src/main.ts', '--config', at('worker.toml')], {
        cwd: ROOT,
        env: { ...process.env, ASSAY_WORKER_KEY: key },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      return ready(worker)
    },
    stop: async () => {
      const ended = new Promise((done) => worker?.once('exit', done))
      if (worker?.exitCode === null) {
        worker.kill('SIGTERM')
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A name and a program that no earlier run on the same chain published. */
export async function freshName(word: string): Promise<string> {
  return `${word}-${toHex(crypto.getRandomValues(new Uint8Array(4))).slice(2)}`
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

function ready(worker: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      if (/^worker ready/m.test(said)) resolve()
    }
    worker.stdout?.on('data', listen)
    worker.stderr?.on('data', listen)
    worker.once('exit', (code) => reject(new Error(`The worker ended (${code}):\n${said}`)))
  })
}
