import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ServiceError } from '@assay/service'
import { zeroAddress } from 'viem'
import { explainWorkerConfig, loadWorkerConfig } from './config.ts'

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
    {
      ...{ path: join(home, 'model.assay'), card: join(home, 'card.json'), minFee: '0' },
      ...{ patience: 0, allow: [], deny: [] },
    },
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

const FLAG = [1, 'yes']
const COUNT = [0, -1, 1.5, 'many', true]
const DECIMAL = [1, '-1', '1e3', '1,5', '', true]
const ADDRESSES = ['0x12', ['0x12'], [1], `0x${'g'.repeat(40)}`]
const TEXT = [1, true, []]

/** Values that each setting must refuse: a wrong type, and what is outside its range. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  rpcUrl: [1, 'ftp://x', 'node', []],
  deployment: TEXT,
  data: TEXT,
  keepDays: [0, -1, 'week', true],
  'key.keystore': TEXT,
  'key.passwordFile': TEXT,
  account: [1, '0x12', ''],
  'http.host': TEXT,
  'http.port': [-1, 65_536, 1.5, 'http'],
  'models[].path': TEXT,
  'models[].card': TEXT,
  'models[].minFee': DECIMAL,
  'models[].patience': [-1, 1.5, 'long', true],
  'models[].allow': ADDRESSES,
  'models[].deny': ADDRESSES,
  'models[].maxCollateral': DECIMAL,
  'policy.allow': ADDRESSES,
  'policy.deny': ADDRESSES,
  'policy.verifiers': ADDRESSES,
  'policy.maxWindow': COUNT,
  'policy.minLockFor': COUNT,
  'policy.undrawnQuorums': FLAG,
  'policy.leaveUnfilled': FLAG,
  'policy.maxJobs': COUNT,
  'collateral.maxPerJob': DECIMAL,
  'collateral.maxTotal': DECIMAL,
  'collateral.autoDeposit': FLAG,
  'gas.maxFeePerGas': DECIMAL,
  'gas.coinPrice': DECIMAL,
  'gas.minBalance': DECIMAL,
  housekeeping: ['some', 1, true],
  concurrency: [...COUNT, 65],
  'input.maxBytes': COUNT,
  'input.timeout': COUNT,
  'input.concurrency': COUNT,
  'input.privateNetworks': FLAG,
  'requests.enabled': FLAG,
  'requests.refuseAfterWithdrawal': [-1, 1.5, 'long', true],
  'uploads.enabled': FLAG,
  'uploads.maxBytes': COUNT,
  'uploads.keepHours': [0, -1, 'day', true],
  'chain.pollingInterval': [...COUNT, 9],
  'chain.logWindow': COUNT,
  'chain.reorgDepth': COUNT,
  'chain.stallAfter': COUNT,
  drainTimeout: [-1, 1.5, 'long', true],
  'fleet.redisUrl': ['http://127.0.0.1', '', 1],
  'log.level': ['loud', 1],
  'log.format': ['xml', 1],
  'log.file': TEXT,
  'faults.killAt': TEXT,
}

/** A valid file, in which one setting is set by its dotted path. */
function withSetting(key: string, value: unknown): string {
  const lines = (settings: Record<string, unknown>) =>
    // JSON's values are TOML's as well.
    Object.entries(settings).map(([name, each]) => `${name} = ${JSON.stringify(each)}\n`)
  const ofModel = key.startsWith('models[].') ? { [key.slice('models[].'.length)]: value } : {}
  const others = key.startsWith('models[].') ? {} : { [key]: value }
  return [
    ...lines({ rpcUrl: 'http://127.0.0.1:1', deployment: 'record.json', ...others }),
    '[[models]]\n',
    ...lines({ path: 'model.assay', ...ofModel }),
  ].join('')
}

function refusalOf(settings: string): string {
  const file = join(home, 'wrong.toml')
  writeFileSync(file, settings)
  try {
    loadWorkerConfig({ file, cwd })
  } catch (error) {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.exitCode, 2)
    return error.message
  }
  return ''
}

test('every wrong value of every setting is refused with its name', () => {
  for (const [key, values] of Object.entries(WRONG)) {
    const name = key.replace('[]', '[0]')
    for (const value of values) {
      const says = refusalOf(withSetting(key, value))
      assert.ok(says.includes(`"${name}`), `${key} = ${JSON.stringify(value)}: ${says || 'taken'}`)
    }
  }
})

test('every mistyped setting is refused with what was meant', () => {
  for (const key of Object.keys(WRONG)) {
    const last = key.split('.').at(-1)!
    const mistyped = key.slice(0, -last.length) + last.slice(1)
    const says = refusalOf(withSetting(mistyped, 1))
    assert.ok(says.includes(`(did you mean "${last}"?)`), `${mistyped}: ${says || 'taken'}`)
  }
})

test('the settings that are tried, documented and known are the same', () => {
  const table = readFileSync(join(import.meta.dirname, '../../../docs/worker.md'), 'utf8')
  const section = table.slice(table.indexOf('## Settings'), table.indexOf('A smallest file'))
  const documented = [...section.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, key]) => key!),
  )
  assert.deepEqual(documented.toSorted(), Object.keys(WRONG).toSorted())
  const file = join(home, 'plain.toml')
  writeFileSync(file, withSetting('data', 'd'))
  const known = explainWorkerConfig({ file, cwd }).map(({ key }) => key.replace('[0]', '[]'))
  for (const key of known) assert.ok(Object.hasOwn(WRONG, key), key)
})
