import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { openScene, type Scene } from './scene/openScene.ts'
import { Process } from './scene/Process.ts'
import { launchWorker } from './scene/startWorker.ts'
import { writeRelu } from './scene/writeRelu.ts'

const ROOT = resolve(import.meta.dirname, '../..')

let scene: Scene
let path: string
before(async () => {
  scene = await openScene()
  path = writeRelu(scene)
})
after(() => scene?.close())

const run = (args: string[], env: Record<string, string> = {}) =>
  new Process({ args: ['apps/worker/src/main.ts', ...args], cwd: ROOT, env })

/** It ended with the code, saying what matches in few lines, without a stack trace. */
async function ends(process: Process, code: number, says: RegExp): Promise<void> {
  assert.equal(await process.ended(), code, process.stderr)
  const words = process.stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'))
    .join('\n')
  assert.match(words, says)
  assert.doesNotMatch(process.stderr, /^ +at /m)
  assert.ok(words.split('\n').length <= 2, words)
}

async function launch(settings: Record<string, unknown>, key?: string): Promise<Process> {
  const person = await scene.newPerson()
  const worker = launchWorker(scene, {
    person: key === undefined ? person : { ...person, privateKey: key as `0x${string}` },
    models: (settings.models as { path: string }[]) ?? [{ path }],
    settings,
  })
  return worker.process
}

test('--help says what there is and ends with 0', async () => {
  const process = run(['--help'])
  assert.equal(await process.ended(), 0)
  for (const word of ['--config', 'ASSAY_WORKER_KEY', 'minFee', 'Exit codes']) {
    assert.ok(process.stdout.includes(word), word)
  }
})

test('an unknown flag is named with what was meant', async () => {
  await ends(run(['--confg', 'x']), 2, /--confg.*Did you mean --config\?/)
})

test('a missing configuration', async () => {
  await ends(run(['--config', 'absent.toml']), 3, /absent\.toml does not exist\. Name a readable/)
  await ends(run([]), 2, /"rpcUrl" is missing; "models" is missing/)
})

test('a mistyped key', async () => {
  await ends(
    await launch({ http: { prot: 1 } }),
    2,
    /unknown key "http.prot" \(did you mean "port"/,
  )
})

test('a model that is missing, truncated, not ONNX at all, or empty', async () => {
  const file = (name: string, bytes: Uint8Array | string) => {
    const to = join(scene.folder, name)
    writeFileSync(to, bytes)
    return { models: [{ path: to }] }
  }
  await ends(
    await launch({ models: [{ path: '/absent.onnx' }] }),
    3,
    /The model .*absent\.onnx cannot be read/,
  )
  const digits = readFileSync(resolve(ROOT, 'models/digits/model.onnx'))
  const truncated = file('truncated.onnx', digits.subarray(0, digits.length / 2))
  await ends(await launch(truncated), 2, /The model .*truncated\.onnx cannot be served: .* ONNX/)
  await ends(await launch(file('text.onnx', 'hello')), 2, /text\.onnx cannot be served/)
  await ends(await launch(file('empty.onnx', '')), 2, /The model .*empty\.onnx is empty/)
})

test('a deployment record that is missing or broken', async () => {
  await ends(
    await launch({ deployment: join(scene.folder, 'none.json') }),
    3,
    /none\.json cannot be read\. Deploy/,
  )
  const broken = join(scene.folder, 'broken.json')
  writeFileSync(broken, '{"chainId": 31337}')
  await ends(await launch({ deployment: broken }), 2, /broken\.json has no valid/)
})

test('another chain than the deployment, or one without the market', async () => {
  const other = join(scene.folder, 'other.json')
  writeFileSync(other, JSON.stringify({ ...scene.deployment, chainId: 1 }))
  await ends(
    await launch({ deployment: other }),
    5,
    /The node is on chain 31337, but the deployment is on chain 1\./,
  )
  const { address } = privateKeyToAccount(generatePrivateKey())
  writeFileSync(other, JSON.stringify({ ...scene.deployment, market: address }))
  await ends(await launch({ deployment: other }), 5, /There is no market at 0x/)
})

test('a port that is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  try {
    await ends(
      await launch({ http: { port } }),
      2,
      new RegExp(`Port ${port} on 127.0.0.1 is taken`),
    )
  } finally {
    server.close()
  }
})

test('no key, a bad key, a key without funds', async () => {
  await ends(await launch({}, ''), 4, /There is no key to sign with\. Set key\.keystore/)
  await ends(await launch({}, '0x1234'), 4, /ASSAY_WORKER_KEY is not a private key/)
  await ends(await launch({}, generatePrivateKey()), 6, /has 0 of the chain's coin.*Send it some/)
})

test('--debug shows where an error came from', async () => {
  const process = run(['--config', 'absent.toml', '--debug'])
  assert.equal(await process.ended(), 3)
  assert.match(process.stderr, /^ +at /m)
})
