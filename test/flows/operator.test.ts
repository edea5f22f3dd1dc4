import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { execa } from 'execa'
import { stringify } from 'smol-toml'
import { freePort } from './scene/freePort.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { Process } from './scene/Process.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { writeRelu } from './scene/writeRelu.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const MAIN = 'packages/cli/src/main.ts'

let scene: Scene
let person: Person
let model: string
before(async () => {
  scene = await openScene()
  person = await scene.newPerson()
  model = writeRelu(scene)
  await publishModelFile(scene, { name: 'relu', path: model })
})
after(() => scene?.close())

const worker = (args: readonly string[], env: Record<string, string> = {}) =>
  execa(process.execPath, [MAIN, 'worker', ...args], {
    ...{ cwd: ROOT, reject: false, timeout: 180_000, stdin: 'ignore' },
    env: { NO_COLOR: '1', ...env },
  })

const newFolder = () => mkdtempSync(join(scene.folder, 'operator-'))

test('a new operator writes settings with a key, deposits, works, drains and withdraws', async () => {
  const folder = newFolder()
  const config = join(folder, 'worker.toml')
  const port = await freePort()
  const made = await worker(
    ['init', folder, '--deployment', scene.deploymentFile, '--model', model, '--port', `${port}`],
    { ASSAY_WORKER_KEY: person.privateKey },
  )
  assert.equal(made.exitCode, 0, made.stderr)
  assert.equal(made.stdout, person.address)
  for (const name of ['worker-key.json', 'worker-password']) {
    assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name)
  }
  assert.ok(
    !readFileSync(join(folder, 'worker-key.json'), 'utf8').includes(person.privateKey.slice(2)),
  )

  const again = await worker([
    'init',
    folder,
    '--deployment',
    scene.deploymentFile,
    '--model',
    model,
  ])
  assert.equal(again.exitCode, 2)
  assert.match(again.stderr, /worker\.toml is there already\. Choose another folder/)

  const deposited = await worker(['deposit', '2.5', '--config', config])
  assert.equal(deposited.exitCode, 0, deposited.stderr)
  assert.match(deposited.stdout, /^2\.5 tUSD into the ledger for 0x\w+, in 0x\w{64}$/)
  assert.equal((await person.client.balances.get()).free, 2_500_000n)

  const running = new Process({ args: [MAIN, 'worker', 'start', '--config', config], cwd: ROOT })
  scene.processes.push(running)
  await running.line(/^worker ready at/)
  const refused = await worker(['withdraw', 'all', '--config', config])
  assert.equal(refused.exitCode, 2)
  assert.match(refused.stderr, /The worker runs.*End it with `assay worker drain`/)
  const drained = await worker(['drain', '--config', config])
  assert.equal(drained.exitCode, 0, drained.stderr)
  assert.equal(await running.ended(), 0)
  const absent = await worker(['drain', '--config', config])
  assert.equal(absent.exitCode, 3)
  assert.match(absent.stderr, /No worker runs with the data folder/)

  // What it wrote is read again, the last lines only.
  const lines = await worker(['logs', '-n', '1', '--config', config])
  assert.match(lines.stdout, /^\[\d{4}-\d\d-\d\d .*\] INFO: finishing what is claimed/)
  const raw = await worker(['logs', '--json', '--config', config])
  assert.equal(
    JSON.parse(raw.stdout.split('\n').at(-1)!).msg,
    'finishing what is claimed, taking nothing new',
  )

  const { address: payout } = await scene.newPerson()
  const before = (await person.client.balances.get({ address: payout })).wallet
  const tooMuch = await worker(['withdraw', '3', '--config', config])
  assert.equal(tooMuch.exitCode, 6)
  assert.match(tooMuch.stderr, /has 2\.5 tUSD free in the ledger: nothing was sent/)
  const withdrawn = await worker(['withdraw', 'all', '--to', payout, '--json', '--config', config])
  assert.equal(withdrawn.exitCode, 0, withdrawn.stderr)
  assert.equal(JSON.parse(withdrawn.stdout).amount, '2.5')
  const after = (await person.client.balances.get({ address: payout })).wallet
  assert.equal(after - before, 2_500_000n)
})

test('tokens of another account are left to that account', async () => {
  const folder = newFolder()
  const { address: account } = await scene.newPerson()
  const made = await worker(
    ['init', folder, '--deployment', scene.deploymentFile, '--model', model, '--account', account],
    { ASSAY_WORKER_KEY: person.privateKey },
  )
  assert.equal(made.exitCode, 0, made.stderr)
  const refused = await worker(['withdraw', '1', '--config', join(folder, 'worker.toml')])
  assert.equal(refused.exitCode, 4)
  assert.match(refused.stderr, new RegExp(`The money is that of ${account}`))
})

test('an init that is refused leaves nothing behind, and says why', async () => {
  const cases: [args: string[], code: number, says: RegExp][] = [
    [[], 2, /No model is named\. Name what the worker serves with --model/],
    [['--model', 'absent.assay'], 3, /absent\.assay does not exist/],
    [['--model', model, '--min-fee', 'cheap'], 2, /"models\.\[0\]\.minFee"|minFee.*decimal number/],
    [['--model', model, '--account', '0x12'], 2, /"account": it must be an address/],
    [['--model', model, '--port', '99999'], 2, /"http\.port"/],
    [['--model', model, '--rpc-url', 'ftp://x'], 2, /"rpcUrl": it must be an http or https URL/],
  ]
  for (const [args, code, says] of cases) {
    const folder = newFolder()
    const refused = await worker(['init', folder, '--deployment', scene.deploymentFile, ...args])
    assert.equal(refused.exitCode, code, `${args.join(' ')}: ${refused.stderr}`)
    assert.match(refused.stderr, says)
    for (const name of ['worker.toml', 'worker-key.json']) {
      assert.ok(!existsSync(join(folder, name)), name)
    }
  }
})

test('config dump says of each setting who set it', async () => {
  const folder = newFolder()
  const file = join(folder, 'worker.toml')
  const written = {
    rpcUrl: scene.node.rpcUrl,
    deployment: scene.deploymentFile,
    models: [{ path: 'm' }],
  }
  writeFileSync(file, stringify(written))
  const { stdout, exitCode, stderr } = await worker(
    ['config', 'dump', '--json', '--config', file, '--port', '1234'],
    { ASSAY_LOG_LEVEL: 'warn' },
  )
  assert.equal(exitCode, 0, stderr)
  const settings = new Map(
    (JSON.parse(stdout) as { key: string }[]).map(({ key, ...rest }) => [key, rest]),
  )
  assert.deepEqual(settings.get('http.port'), { value: 1234, origin: 'flag' })
  const level = { value: 'warn', origin: 'environment', source: 'ASSAY_LOG_LEVEL' }
  assert.deepEqual(settings.get('log.level'), level)
  const path = { value: join(folder, 'm'), origin: 'file', source: file }
  assert.deepEqual(settings.get('models[0].path'), path)
  assert.deepEqual(settings.get('models[0].minFee'), { value: '0', origin: 'default' })
  assert.deepEqual(settings.get('keepDays'), { value: 7, origin: 'default' })
})
