import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ServiceError } from '@assay/service'
import { zeroAddress } from 'viem'
import { loadWorkerConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-config-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A deployment record on a chain of its own, to tell which one was read. */
function writeDeployment(path: string, chainId: number): void {
  mkdirSync(join(path, '..'), { recursive: true })
  const address = zeroAddress.replace(/0$/, '1')
  writeFileSync(
    path,
    JSON.stringify({
      ...{ chainId, rpcUrl: 'http://127.0.0.1:1', startBlock: 0 },
      ...{ token: address, ledger: address, market: address, multiSeatMarket: address },
      ...{ modelRegistry: address },
      ...{ keyRegistry: address, workerRegistry: address, schedule: address },
      ...{ disputeGame: address, referee: address },
      verifiers: { signature: address, optimistic: address, quorum: address },
    }),
  )
}

const cwd = join(folder, 'here')
const home = join(folder, 'there')
writeDeployment(join(cwd, 'record.json'), 1)
writeDeployment(join(home, 'record.json'), 2)
writeDeployment(join(home, '.assay/deployment.json'), 3)

function load(
  settings: string,
  sources: { flags?: Record<string, unknown>; env?: Record<string, string> } = {},
) {
  const file = join(home, 'worker.toml')
  writeFileSync(
    file,
    `rpcUrl = "http://127.0.0.1:1"\n${settings}\n[[models]]\npath = "model.assay"\ncard = "card.json"\n`,
  )
  return loadWorkerConfig({ file, cwd, ...sources })
}

test("paths of a file, and the defaults, start from the file's folder", () => {
  const config = load('deployment = "record.json"\ndata = "d"\nkey.keystore = "k"')
  assert.equal(config.deployment.chainId, 2)
  assert.equal(config.data, join(home, 'd'))
  assert.equal(config.key.keystore, join(home, 'k'))
  assert.deepEqual(config.models, [
    { path: join(home, 'model.assay'), card: join(home, 'card.json'), minFee: '0' },
  ])
  assert.equal(load('').deployment.chainId, 3)
  assert.equal(load('').data, join(home, '.assay/worker'))
})

test('paths of flags and environment start from the current folder', () => {
  const settings = 'deployment = "record.json"\ndata = "d"'
  const flagged = load(settings, { flags: { deployment: 'record.json', data: '../e' } })
  assert.equal(flagged.deployment.chainId, 1)
  assert.equal(flagged.data, join(folder, 'e'))
  const env = {
    ASSAY_DEPLOYMENT: 'record.json',
    ASSAY_WORKER_DATA: '/absolute',
    ASSAY_WORKER_KEYSTORE: 'k',
    ASSAY_WORKER_PASSWORD_FILE: '',
  }
  const fromEnvironment = load(settings, { env })
  assert.equal(fromEnvironment.deployment.chainId, 1)
  assert.equal(fromEnvironment.data, '/absolute')
  assert.deepEqual(fromEnvironment.key, { keystore: join(cwd, 'k') })
  assert.equal(load(settings, { env, flags: { data: 'f' } }).data, join(cwd, 'f'))
  assert.throws(
    () => load(settings, { flags: { deployment: 'none.json' } }),
    (error) => error instanceof ServiceError && error.message.includes(join(cwd, 'none.json')),
  )
})
