import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ServiceError } from '@assay/service'
import { zeroAddress } from 'viem'
import { loadWatcherConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-watcher-config-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const address = zeroAddress.replace(/0$/, '1')
const record = {
  ...{ chainId: 1, rpcUrl: 'http://127.0.0.1:1', startBlock: 0 },
  ...{ token: address, ledger: address, market: address, multiSeatMarket: address },
  ...{ modelRegistry: address, keyRegistry: address },
  ...{ workerRegistry: address, schedule: address, disputeGame: address, referee: address },
  verifiers: { signature: address, optimistic: address, quorum: address },
}
writeFileSync(join(folder, 'deployment.json'), JSON.stringify(record))

function load(settings: string, env: Record<string, string> = {}) {
  const file = join(folder, 'watcher.toml')
  writeFileSync(file, `rpcUrl = "http://127.0.0.1:1"\ndeployment = "deployment.json"\n${settings}`)
  return loadWatcherConfig({ file, cwd: '/', env })
}

function refused(settings: string): string {
  try {
    load(settings)
  } catch (error) {
    assert.ok(error instanceof ServiceError)
    return `${error.exitCode}: ${error.shortMessage}`
  }
  return assert.fail('it was taken')
}

test('a short file names the programs, and the rest has values that work', () => {
  const config = load('programs.files = ["a.assay"]')
  assert.deepEqual(config.programs.files, [join(folder, 'a.assay')])
  assert.equal(config.data, join(folder, '.assay/watcher'))
  assert.equal(config.watch.share, 1)
  assert.equal(config.deployment.chainId, 1)
  assert.equal(load('', { ASSAY_WATCHER_PORT: '1' }).http.port, 1)
})

test('a bad setting is one sentence that names it', () => {
  assert.match(refused('watch.share = 0'), /^2: .*"watch\.share": it must be above 0/)
  assert.match(refused('watch.share = 1.5'), /"watch\.share": it must be at most 1/)
  assert.match(refused('watch.models = ["digits"]'), /"watch\.models\[0\]": it must be 0x and 64/)
  assert.match(
    refused('watch.requesters = ["0x1"]'),
    /"watch\.requesters\[0\]": it must be an addr/,
  )
  assert.match(refused('bonds.budget = "-1"'), /"bonds\.budget": it must be a decimal number/)
  assert.match(refused('[watch]\nmodel = []'), /unknown key "watch\.model" \(did you mean "models"/)
  assert.match(refused('concurrency = 0'), /"concurrency": /)
})

test('a deployment without disputes is refused', () => {
  const { disputeGame: _, ...rest } = record
  writeFileSync(join(folder, 'other.json'), JSON.stringify(rest))
  const file = join(folder, 'other.toml')
  writeFileSync(file, 'rpcUrl = "http://127.0.0.1:1"\ndeployment = "other.json"')
  assert.throws(() => loadWatcherConfig({ file }), /disputeGame/)
})
