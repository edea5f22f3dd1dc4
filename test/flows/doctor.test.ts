import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { acquireLock, EXIT_CODES, ServiceError } from '@assay/service'
import { type Finding, inspectWorker } from '@assay/worker'
import { stringify } from 'smol-toml'
import { parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { freePort } from './scene/freePort.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { writeRelu } from './scene/writeRelu.ts'

let scene: Scene
let person: Person
let path: string
before(async () => {
  scene = await openScene()
  person = await scene.newPerson()
  path = writeRelu(scene)
  await publishModelFile(scene, { name: 'relu', path })
})
after(() => scene?.close())

type Parts = Parameters<typeof inspectWorker>[1]
type Setup = {
  settings?: Record<string, unknown>
  key?: string
  parts?: Parts
}

/** A configuration in which nothing is wrong but what is said. */
async function inspect({ settings = {}, key = person.privateKey, parts }: Setup = {}) {
  const folder = mkdtempSync(join(scene.folder, 'doctor-'))
  const file = join(folder, 'worker.toml')
  const written = {
    rpcUrl: scene.node.rpcUrl,
    deployment: scene.deploymentFile,
    data: 'data',
    http: { port: await freePort() },
    models: [{ path }],
    ...settings,
  }
  writeFileSync(file, stringify(written))
  return inspectWorker({ file, env: key === '' ? {} : { ASSAY_WORKER_KEY: key } }, parts)
}

const faultsOf = (findings: readonly Finding[]) =>
  findings.filter(({ status }) => status === 'fault')

/** Asserts that exactly one thing is wrong, and says what and how to mend it. */
function assertFault(
  findings: readonly Finding[],
  expected: { check: string; detail: RegExp; fix: RegExp; exitCode: number },
): void {
  const faults = faultsOf(findings)
  assert.deepEqual(
    faults.map(({ check }) => check),
    [expected.check],
  )
  const [{ detail, fix = '', exitCode }] = faults as [Finding]
  assert.match(detail, expected.detail)
  assert.match(fix, expected.fix)
  assert.equal(exitCode, expected.exitCode)
}

async function deploymentWith(changes: Record<string, unknown>): Promise<string> {
  const file = join(mkdtempSync(join(scene.folder, 'deployment-')), 'deployment.json')
  writeFileSync(file, JSON.stringify({ ...scene.deployment, ...changes }))
  return file
}

async function keyWithCoins(): Promise<string> {
  const key = generatePrivateKey()
  const { address } = privateKeyToAccount(key)
  await scene.client.setBalance({ address, value: parseEther('1') })
  return key
}

test('nothing is found where nothing is wrong, and only the address that nobody published is left out', async () => {
  const findings = await inspect()
  assert.deepEqual(faultsOf(findings), [])
  assert.deepEqual(
    findings.filter(({ status }) => status === 'skipped').map(({ check }) => check),
    ['published address'],
  )
})

test('an unknown setting is found, with what was meant', async () => {
  const findings = await inspect({ settings: { polcy: {} } })
  assertFault(findings, {
    check: 'configuration',
    detail: /unknown key "polcy" \(did you mean "policy"\?\)/,
    fix: /Correct it/,
    exitCode: EXIT_CODES.usage,
  })
})

test('a data folder that another process has is found', async () => {
  const data = mkdtempSync(join(scene.folder, 'data-'))
  const release = acquireLock(join(data, 'worker.lock'), 'it')
  try {
    assertFault(await inspect({ settings: { data } }), {
      check: 'data folder',
      detail: /Another process already uses/,
      fix: /Stop it first/,
      exitCode: EXIT_CODES.usage,
    })
  } finally {
    release()
  }
})

test('a full disk is found', async () => {
  assertFault(await inspect({ parts: { freeBytes: () => 10_000_000 } }), {
    check: 'disk',
    detail: /Only 0.0 GiB are free/,
    fix: /Make room/,
    exitCode: EXIT_CODES.usage,
  })
})

test('a keystore that is none is found', async () => {
  const folder = mkdtempSync(join(scene.folder, 'keys-'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'key.json'), '{}')
  writeFileSync(join(folder, 'password'), 'secret\n', { mode: 0o600 })
  const key = { keystore: join(folder, 'key.json'), passwordFile: join(folder, 'password') }
  const findings = await inspect({ settings: { key } })
  assertFault(findings, {
    check: 'key',
    detail: /is not a keystore of version 3/,
    fix: /encrypted keystore/,
    exitCode: EXIT_CODES.key,
  })
  // What needs the key is not looked at, and says so.
  assert.deepEqual(
    findings.filter(({ status }) => status === 'skipped').map(({ check }) => check),
    ['account', 'gas', 'funds', 'published address'],
  )
})

test('a port that is taken is found', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  try {
    assertFault(await inspect({ settings: { http: { port } } }), {
      check: 'port',
      detail: /another process has it/,
      fix: /choose another port/,
      exitCode: EXIT_CODES.usage,
    })
  } finally {
    server.close()
  }
})

test('a processor that fails the probe is found', async () => {
  const loadModel = async () => {
    throw new ServiceError(`The model ${path} cannot be served: this CPU is not exact.`, {
      exitCode: EXIT_CODES.usage,
      remedy: 'Serve float models here, or run this worker on another machine.',
    })
  }
  assertFault(await inspect({ parts: { loadModel } }), {
    check: 'models',
    detail: /this CPU is not exact/,
    fix: /another machine/,
    exitCode: EXIT_CODES.usage,
  })
})

test('an endpoint that does not answer is found, wherever it stands in the list', async () => {
  const rpcUrl = [scene.node.rpcUrl, `http://127.0.0.1:${await freePort()}`]
  assertFault(await inspect({ settings: { rpcUrl } }), {
    check: 'chain',
    detail: /^http:\/\/127\.0\.0\.1:\d+: The endpoint does not answer/,
    fix: /correct rpcUrl/,
    exitCode: EXIT_CODES.network,
  })
})

test('a node on another chain is found', async () => {
  const deployment = await deploymentWith({ chainId: 1 })
  assertFault(await inspect({ settings: { deployment } }), {
    check: 'chain',
    detail: /on chain 31337, but the deployment is on chain 1/,
    fix: /Correct rpcUrl/,
    exitCode: EXIT_CODES.network,
  })
})

test('a deployment record of contracts that are gone is found', async () => {
  const deployment = await deploymentWith({ market: `0x${'12'.repeat(20)}` })
  assertFault(await inspect({ settings: { deployment } }), {
    check: 'chain',
    detail: /There is no market at/,
    fix: /Deploy the contracts again/,
    exitCode: EXIT_CODES.network,
  })
})

test('a clock that is behind is found', async () => {
  assertFault(await inspect({ parts: { now: () => Date.now() - 3_600_000 } }), {
    check: 'clock',
    detail: /s behind the chain's newest block/,
    fix: /NTP/,
    exitCode: EXIT_CODES.usage,
  })
})

test('an account that does not list the key is found, with the call that does', async () => {
  const { address: account } = await scene.newPerson()
  const findings = await inspect({ settings: { account } })
  const [first] = faultsOf(findings)
  assert.equal(first?.check, 'account')
  assert.match(first?.fix ?? '', /setKey\(/)
  assert.equal(first?.exitCode, EXIT_CODES.key)
})

test('a key without coins, and one without tokens, are found', async () => {
  const poor = await inspect({ key: generatePrivateKey() })
  assert.deepEqual(
    faultsOf(poor).map(({ check, exitCode }) => [check, exitCode]),
    [
      ['gas', EXIT_CODES.funds],
      ['funds', EXIT_CODES.funds],
    ],
  )
  assert.match(faultsOf(poor)[0]?.fix ?? '', /Send coins to 0x/)
  assertFault(await inspect({ key: await keyWithCoins() }), {
    check: 'funds',
    detail: /has no tokens in wallet or ledger/,
    fix: /Send tokens of 0x/,
    exitCode: EXIT_CODES.funds,
  })
})

test('a model that nobody published is found', async () => {
  assertFault(await inspect({ settings: { models: [{ path: writeRelu(scene, 16) }] } }), {
    check: 'published models',
    detail: /is not published/,
    fix: /Publish it/,
    exitCode: EXIT_CODES.usage,
  })
})

test('a published address is followed: one that leads elsewhere is found, and the right one is taken', async () => {
  const publish = async (endpoint: string) => {
    const hash = await person.client.workers.setProfile({ name: 'worker', endpoint })
    await scene.client.waitForTransactionReceipt({ hash })
  }
  const port = await freePort()
  const settings = { http: { port } }
  await publish(`http://127.0.0.1:${await freePort()}`)
  assertFault(await inspect({ settings }), {
    check: 'published address',
    detail: /does not lead here/,
    fix: /publish another/,
    exitCode: EXIT_CODES.network,
  })
  await publish(`http://127.0.0.1:${port}/`)
  assert.deepEqual(faultsOf(await inspect({ settings })), [])
})
