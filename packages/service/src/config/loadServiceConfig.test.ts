import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { zeroAddress } from 'viem'
import { z } from 'zod'
import { type ConfigSources, keyVariable, loadServiceConfig } from './loadServiceConfig.ts'
import { gasSettings, inputSettings, serviceSettings } from './serviceSettings.ts'

const cwd = mkdtempSync(join(tmpdir(), 'assay-service-config-'))
after(() => rmSync(cwd, { recursive: true, force: true }))

const schema = z.strictObject({
  ...serviceSettings({ name: 'clerk', port: 1234 }),
  input: z.strictObject(inputSettings).prefault({}),
  gas: z.strictObject(gasSettings).prefault({}),
  desk: z.string().default('desk'),
})

/** Writes a deployment record of a chain and reads the settings of a service on it. */
function load(chainId: number, sources: ConfigSources = {}) {
  const address = zeroAddress.replace(/0$/, '1')
  const record = {
    ...{ chainId, rpcUrl: 'http://127.0.0.1:1', startBlock: 0, token: address, ledger: address },
    ...{ market: address, multiSeatMarket: address },
    ...{ modelRegistry: address, keyRegistry: address, workerRegistry: address },
    ...{ schedule: address, disputeGame: address, referee: address },
    verifiers: { signature: address, optimistic: address, quorum: address },
  }
  writeFileSync(join(cwd, 'record.json'), JSON.stringify(record))
  const env = { ASSAY_RPC_URL: 'http://127.0.0.1:1', ASSAY_DEPLOYMENT: 'record.json' }
  return loadServiceConfig({
    name: 'clerk',
    schema,
    cwd,
    ...sources,
    env: { ...env, ...sources.env },
  })
}

test('addresses, paths and the port come from the file, the deployment and defaults', () => {
  const { config, path } = load(1)
  assert.equal(config.name, 'clerk')
  assert.deepEqual(config.rpcUrls, ['http://127.0.0.1:1'])
  assert.equal(config.data, join(cwd, '.assay/clerk'))
  assert.equal(config.http.port, 1234)
  assert.equal(config.environmentKey, undefined)
  assert.equal(path(config.desk), join(cwd, 'desk'))
})

test('the name says which variables are read', () => {
  assert.equal(keyVariable('clerk'), 'ASSAY_CLERK_KEY')
  const env = { ASSAY_CLERK_KEY: '0x12', ASSAY_CLERK_PORT: '7', ASSAY_CLERK_HOST: '::1' }
  const { config } = load(1, { env: { ...env, ASSAY_WORKER_DATA: 'x', ASSAY_LOG_FORMAT: 'json' } })
  assert.equal(config.environmentKey, '0x12')
  assert.deepEqual(config.http, { host: '::1', port: 7 })
  assert.equal(config.data, join(cwd, '.assay/clerk'))
  assert.equal(config.log.format, 'json')
  assert.equal(load(1, { env: { ASSAY_CLERK_KEY: '' } }).config.environmentKey, undefined)
})

test('a local chain is asked often, and may have inputs on private networks; no other', () => {
  const { chain, input } = load(31337).config
  assert.deepEqual([chain.pollingInterval, input.privateNetworks], [100, true])
  const other = load(1).config
  assert.deepEqual([other.chain.pollingInterval, other.input.privateNetworks], [2_000, false])
  const flags = { 'chain.pollingInterval': 50, 'input.privateNetworks': false }
  const asked = load(31337, { flags }).config
  assert.deepEqual([asked.chain.pollingInterval, asked.input.privateNetworks], [50, false])
})
