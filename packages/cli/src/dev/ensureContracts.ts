import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Deployment, parseDeployment } from '@assay/protocol'
import { ServiceError } from '@assay/service'
import { execa } from 'execa'
import { createPublicClient, http } from 'viem'
import { hardhat } from 'viem/chains'
import { logTail } from './child.ts'
import { sourceDigest } from './sourceDigest.ts'

const DEPLOY_MINUTES = 15

export interface EnsureContractsParameters {
  readonly root: string
  readonly rpcUrl: string
  /** The deployment record: read first, written after a deployment. */
  readonly record: string
  /** Where the stack's indexer answers: the record says so. */
  readonly indexer: string
  /** The digest of what was deployed, and how: written beside the record. */
  readonly sources: string
  readonly log: string
  /** Fulfilled when the chain answers: a deployment that is certainly needed compiles until then. */
  readonly chain: Promise<unknown>
  /** Gives a deployment up half-way. */
  readonly signal: AbortSignal
}

/**
 * Makes sure that the local chain holds the contracts, and that the record says where. A chain that
 * was begun anew no longer holds what the record says, and gets them again.
 */
export async function ensureContracts(
  parameters: EnsureContractsParameters,
): Promise<{ deployment: Deployment; isNew: boolean }> {
  const { root, rpcUrl, record, indexer, sources, log, chain, signal } = parameters
  const digest = await sourceDigest(root, [
    'contracts/**/*.sol',
    'ignition/**/*.{ts,json}',
    'hardhat.config.ts',
    'packages/cli/src/deploy/*.ts',
  ])
  const read = () => parseDeployment(readFileSync(record, 'utf8'), record)
  const write = (deployment: Deployment) =>
    writeFileSync(record, `${JSON.stringify(deployment, undefined, 2)}\n`)

  if (existsSync(record)) {
    const deployment = { ...read(), rpcUrl, indexer }
    await chain
    const client = createPublicClient({ chain: hardhat, transport: http(rpcUrl) })
    if ((await client.getCode({ address: deployment.ledger })) !== undefined) {
      if (!existsSync(sources) || readFileSync(sources, 'utf8') !== digest)
        throw new ServiceError('The local chain holds other contracts than this source tree.', {
          remedy: 'Begin a new chain with --fresh.',
        })
      write(deployment)
      return { deployment, isNew: false }
    }
  }
  const script = join(root, 'packages/cli/src/dev/deploy.ts')
  const ended = await execa(process.execPath, [script, '--rpc', rpcUrl, '--record', record], {
    cwd: root,
    env: { HARDHAT_DISABLE_TELEMETRY: 'true' },
    all: true,
    reject: false,
    cancelSignal: signal,
    timeout: DEPLOY_MINUTES * 60_000,
  })
  signal.throwIfAborted()
  writeFileSync(log, `${ended.all}\n`)
  if (ended.failed)
    throw new ServiceError(
      `the contracts were not deployed; the log is ${log}, and ends:\n${logTail(log)}`,
    )
  writeFileSync(sources, digest)
  const deployment = { ...read(), indexer }
  write(deployment)
  return { deployment, isNew: true }
}
