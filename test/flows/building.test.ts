import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { drawDigit } from '@assay/models/digits'
import { execa } from 'execa'
import { encode } from 'fast-png'
import { type Tool, toolOf } from '../../examples/agentTool.ts'
import { onnxFile } from './scene/onnxFile.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { startWorker } from './scene/startWorker.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'packages/cli/src/main.ts')
const MINUTE = 60_000

const READING = {
  speed: 3062,
  valve: 55.7,
  flow: 698,
  flowVariation: 1.5,
  inletPressure: 0.13,
  outletPressure: 3.9,
  current: 12.4,
  radialVibration: 1.5,
  axialVibration: 1.1,
  bearingTemperature: 66,
  fluidTemperature: 70,
  hoursSinceService: 6050,
}

let scene: Scene
let person: Person
/** Where a reader of the documents works. */
let folder: string
let environment: Record<string, string>
before(async () => {
  scene = await openScene()
  person = await scene.newPerson()
  const models = ['digits', 'pump'].map((name) => ({
    name,
    path: join(ROOT, 'models', name, 'program.assay'),
    card: join(ROOT, 'models', name, 'card.json'),
    minFee: '0.25',
  }))
  const worker = await startWorker(scene, {
    person: await scene.newPerson(),
    models: models.map(({ name: _, ...served }) => served),
  })
  for (const { minFee: _, ...model } of models)
    await publishModelFile(scene, { ...model, blobsUrl: `${worker.url}/blobs` })

  folder = join(scene.folder, 'reader')
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  mkdirSync(join(folder, '.assay'))
  writeFileSync(join(folder, '.assay/deployment.json'), JSON.stringify(scene.deployment))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'three.png'), threeAsPng())
  writeFileSync(join(folder, 'readings.json'), JSON.stringify(READING))
  const columns = Object.entries(READING)
  const csv = [columns.map(([name]) => name), columns.map(([, value]) => value)]
  writeFileSync(join(folder, 'readings.csv'), csv.map((row) => row.join(',')).join('\n'))
  writeFileSync(join(bin, 'assay'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`)
  chmodSync(join(bin, 'assay'), 0o755)
  environment = {
    ASSAY_KEY: person.privateKey,
    PATH: `${bin}:${resolve(process.execPath, '..')}:${process.env.PATH}`,
    NO_COLOR: '1',
  }
})
after(() => scene?.close())

/** A three that the model's own data have, as black ink on white paper. */
function threeAsPng(): Uint8Array {
  for (let seed = 0; ; seed++) {
    const { label, pixels } = drawDigit({ seed, split: 'held-out' })
    if (label !== 3) continue
    const data = Uint8Array.from(pixels, (brightness) => 255 - brightness)
    return encode({ width: 28, height: 28, data, channels: 1, depth: 8 })
  }
}

function codeOf(document: string, language: string): string[] {
  const text = readFileSync(join(ROOT, document), 'utf8')
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code = '']) => code,
  )
}

const assay = (args: readonly string[], options: { input?: string; key?: string } = {}) =>
  execa(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { ...environment, ...(options.key === undefined ? {} : { ASSAY_KEY: options.key }) },
    reject: false,
    timeout: MINUTE,
    ...(options.input === undefined ? {} : { input: options.input }),
  })

test('the examples of docs/sdk.md are one program that buys an answer and checks it', async () => {
  const code = codeOf('docs/sdk.md', 'ts')
  assert.ok(code.length > 8)
  writeFileSync(join(folder, 'program.ts'), code.join('\n'))
  const { stdout, stderr, exitCode } = await execa(process.execPath, ['program.ts'], {
    ...{ cwd: folder, env: environment, reject: false, timeout: 3 * MINUTE },
  })
  assert.equal(exitCode, 0, stderr)
  for (const line of ['healthy', '400000n optimistic', 'true', 'submitted'])
    assert.ok(stdout.includes(line), `${line} is not in\n${stdout}`)
  assert.match(stdout, /^InvalidInputError “valve” is missing\. The model "pump" takes/m)
  assert.equal(stdout.match(/^pass /gm)?.length, 7, stdout)
})

test('an error that a program does not catch is a few lines with its sentence, whatever the call carried', async () => {
  const [setUp = ''] = codeOf('docs/sdk.md', 'ts')
  const program = `${setUp}
const model = await client.models.get({ name: 'digits' })
const card = await fetchModelCard({ model })
const input = new Uint8Array(784).fill(7)
const prepared = await client.requests.prepare({ model, card, input, fee: 1n })
await client.requests.post(prepared)
await client.requests.post(prepared)`
  writeFileSync(
    join(folder, 'uncaught.ts'),
    program.replace('import { assayActions,', 'import { assayActions, fetchModelCard,'),
  )
  const { stderr, exitCode } = await execa(process.execPath, ['uncaught.ts'], {
    ...{ cwd: folder, env: environment, reject: false, timeout: MINUTE },
  })
  assert.equal(exitCode, 1)
  assert.match(stderr, /ContractError: The market has this request already/)
  assert.ok(stderr.length < 8_000, `${stderr.length} characters:\n${stderr}`)
})

test('the examples of docs/cli.md do what the page says', async () => {
  const blocks = codeOf('docs/cli.md', 'sh')
  const { stdout, stderr, exitCode } = await execa('bash', ['-e', '-u', '-c', blocks.join('\n')], {
    ...{ cwd: folder, env: environment, reject: false, timeout: 5 * MINUTE },
  })
  assert.equal(exitCode, 0, stderr)
  assert.match(stdout, /^3\n {2}3 +\d+\.\d %$/m)
  assert.match(stdout, /^costs +0\.25 tUSD$/m)
  assert.match(stdout, /^Nothing failed: \d+ hold, 0 fail, 0 unknown/m)
  assert.match(stdout, /^POSTED +STATE +MODEL +FEE +JOB$/m)
  // The same line twice, with a handle: one job.
  const jobs = await person.client.jobs.list()
  const history = readFileSync(join(folder, 'history.csv'), 'utf8').trim().split('\n')
  assert.equal(history.length, jobs.length + 1)
  const lines = readFileSync(join(folder, 'history.ndjson'), 'utf8').trim().split('\n')
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { id: string }).id),
    jobs.map(({ id }) => id).reverse(),
  )
  const handled = JSON.parse(readFileSync(join(folder, 'three.run'), 'utf8')) as { jobId: string }
  assert.equal(stdout.match(new RegExp(`^job +${handled.jobId}`, 'gm'))?.length, 2, stdout)
})

test('a shell completes the commands that there are, at their place on the line', async () => {
  const complete = async (...words: string[]) => {
    const script = `source <(assay completion bash)
COMP_WORDS=(assay ${words.map((word) => `'${word}'`).join(' ')} '')
COMP_CWORD=${words.length + 1}
_assay
printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout } = await execa('bash', ['-c', script], {
      ...{ cwd: folder, env: environment, timeout: MINUTE },
    })
    return stdout.split('\n').filter((word) => !word.startsWith('--'))
  }
  assert.deepEqual(await complete('job'), ['list', 'status', 'wait', 'refund'])
  assert.deepEqual(await complete('model', 'pull'), [])
})

test('each way in which a command can fail has its exit code and a sentence', async () => {
  const { client } = person
  const { address: nobody } = await scene.newPerson()
  const late = await client.runs.prepare({ model: 'pump', input: READING, expiresIn: 60 })
  const kept = await client.runs.prepare({
    ...{ model: 'pump', input: READING, worker: nobody, expiresIn: 60 },
  })
  const left = await client.runs.post({ handle: kept.handle })
  writeFileSync(join(folder, 'late.run'), late.handle)
  writeFileSync(join(folder, 'short.bin'), Uint8Array.of(1, 2, 3))
  const elsewhere = { ...scene.deployment, chainId: 1 }
  writeFileSync(join(folder, 'other.json'), JSON.stringify(elsewhere))
  await scene.client.increaseTime({ seconds: 180 })
  await scene.client.mine({ blocks: 1 })
  const cases: [args: string[], code: number, says: RegExp][] = [
    [['run', 'pump'], 2, /missing required argument 'input'/],
    [['run', 'pump', 'three.png'], 2, /The input is a picture\. The model "pump" takes/],
    [['run', 'nobody', 'three.png'], 3, /Nobody published a model of the name "nobody"/],
    [['run', 'digits', 'absent.png'], 3, /absent\.png cannot be read/],
    [['run', 'digits', 'three.png', '--fee', 'much'], 2, /--fee much is not an amount/],
    [['run', 'digits', 'three.png', '--fee', '5000'], 6, /takes 5000 tUSD/],
    [['run', 'digits', 'three.png', '--rpc', 'http://127.0.0.1:1'], 5, /cannot be reached/],
    [['run', 'digits', 'three.png', '--rpc', 'file:///x'], 2, /no http URL/],
    [['run', 'digits', 'three.png', '--keystore', 'absent', '--password-file', 'x'], 3, /absent/],
    [['job', 'list', '--requester', 'me'], 2, /"me" is no address/],
    [['job', 'list', '--limit', '0'], 2, /--limit 0 is no number/],
    [['history', 'export', '--from-block', 'x'], 2, /--from-block x/],
    [['job', 'status', '0x12'], 2, /"0x12" is not the id of a job/],
    [['job', 'status', `0x${'12'.repeat(32)}`], 3, /The market knows no job/],
    [['job', 'wait', `0x${'12'.repeat(32)}`], 3, /The market knows no job/],
    [['model', 'pull', 'nobody'], 3, /Nobody published a model of the name "nobody"/],
    [['evidence', 'inspect', 'three.png'], 10, /is not JSON, so it is no evidence/],
    [['evidence', 'inspect', 'absent.json'], 3, /absent\.json cannot be read/],
    [['run', 'digits', 'short.bin'], 2, /has 3 bytes.*takes/],
    [
      ['run', 'digits', 'three.png', '--deployment', 'other.json'],
      5,
      /The node is on chain 31337, and the record is of chain 1\./,
    ],
    [['job', 'wait', left], 8, /Nobody answered job.*its offer ended/],
    [['history', 'export', '--out', '.'], 1, /EISDIR/],
    [['run', 'pump', 'readings.json', '--handle', 'late.run'], 8, /never posted.*Nothing was paid/],
    [['job', 'list', '--deployment', 'absent.json'], 3, /absent\.json cannot be read/],
  ]
  // None of them sends anything, so a few go side by side.
  const next = cases.values()
  const tryCases = async () => {
    for (const [args, code, says] of next) {
      const { exitCode, stderr, stdout } = await assay(args)
      assert.equal(exitCode, code, `${args.join(' ')}: ${stderr}`)
      assert.match(stderr, says)
      assert.equal(stdout, '')
    }
  }
  await Promise.all(Array.from({ length: 4 }, tryCases))
  // A requester's commonest mistakes.
  const poor = await scene.newPerson()
  await scene.client.setBalance({ address: poor.address, value: 0n })
  const noGas = await assay(['run', 'digits', 'three.png'], { key: poor.privateKey })
  assert.equal(noGas.exitCode, 6, noGas.stderr)
  assert.match(noGas.stderr, /holds 0 of the chain's coin, and the gas of this takes up to/)
  const { exitCode, stderr } = await assay(['run', 'digits', 'three.png'], { key: '0x12' })
  assert.equal(exitCode, 4, stderr)
  assert.ok(!stderr.includes('0x12'))
})

test('a program is tried, shown and published by its card, and a warning of its compilation is confirmed', async () => {
  const source = join(ROOT, 'models/objects')
  const program = join(source, 'program.assay')
  const blobs = 'http://127.0.0.1:1/blobs'
  const publish = (card: string, ...more: string[]) =>
    assay(['model', 'publish', program, '--card', card, '--blobs-url', blobs, ...more])
  const card = JSON.parse(readFileSync(join(source, 'card.json'), 'utf8')) as {
    program: { warnings?: string[]; file: { modelId: string } }
  }
  const warned = join(folder, 'warned.json')
  card.program.warnings = ['It errs more than it should.']
  writeFileSync(warned, JSON.stringify(card))
  const asked = await publish(warned)
  assert.equal(asked.exitCode, 2)
  assert.match(asked.stderr, /It errs more[\s\S]*nobody is there to be asked.*--yes/)

  const other = await publish(join(ROOT, 'models/digits/card.json'))
  assert.equal(other.exitCode, 2)
  assert.match(other.stderr, /is the card of 0x[0-9a-f]{64}, and the program is 0x/)

  const done = await publish(warned, '--yes', '--name', 'things', '--royalty', '2.5', '--json')
  assert.equal(done.exitCode, 0, done.stderr)
  const published = JSON.parse(done.stdout) as { modelId: string; cardUri: string }
  assert.equal(published.modelId, card.program.file.modelId)
  const model = await person.client.models.get({ name: 'things' })
  assert.equal(model.royaltyBps, 250)
  assert.equal(model.cardUri, published.cardUri)
  assert.equal(model.inputBytes, 64 * 64 * 3)

  const twice = await publish(warned, '--yes', '--name', 'things')
  assert.equal(twice.exitCode, 7, twice.stderr)
})

test('a float model is compiled and published by one command, which asks nothing without a terminal', async () => {
  const blobs = 'http://127.0.0.1:1/blobs'
  writeFileSync(join(folder, 'relu.onnx'), onnxFile([1, 4]))
  const numbers = Float32Array.from({ length: 40 * 4 }, (_, i) => Math.sin(i) * 3)
  writeFileSync(join(folder, 'relu.bin'), new Uint8Array(numbers.buffer))
  const publish = (...more: string[]) =>
    assay([
      ...['model', 'publish', 'relu.onnx', '--calibrate', 'relu.bin', '--blobs-url', blobs],
      ...more,
    ])
  const asked = await publish()
  assert.equal(asked.exitCode, 2, asked.stderr)
  assert.match(asked.stderr, /has no card, and nobody is there to be asked.*--card/)
  assert.ok(!existsSync(join(folder, 'relu.assay')))

  const card = { name: 'relu', title: 'Positive part', input: { shape: [1, 4], bytes: {} } }
  writeFileSync(join(folder, 'relu.json'), JSON.stringify(card))
  const done = await publish('--card', 'relu.json', '--yes', '--json')
  assert.equal(done.exitCode, 0, done.stderr)
  const { modelId } = JSON.parse(done.stdout) as { modelId: string }
  const written = JSON.parse(readFileSync(join(folder, 'relu.json'), 'utf8')) as {
    program: { file: { modelId: string } }
  }
  assert.equal(written.program.file.modelId, modelId)
  assert.equal((await person.client.models.get({ name: 'relu' })).inputBytes, 4)

  // Nothing serves it yet.
  const pulled = await assay(['model', 'pull', 'relu', '--out', 'relu'])
  assert.equal(pulled.exitCode, 3)
  assert.match(pulled.stderr, /The card of "relu" cannot be fetched/)

  const deprecate = ['model', 'deprecate', 'relu']
  const stranger = await assay(deprecate, { key: (await scene.newPerson()).privateKey })
  assert.equal(stranger.exitCode, 7, stranger.stderr)
  const advised = async () => (await person.client.models.get({ name: 'relu' })).deprecated
  assert.equal((await assay(deprecate)).exitCode, 0)
  assert.equal(await advised(), true)
  assert.equal((await assay([...deprecate, '--undo'])).exitCode, 0)
  assert.equal(await advised(), false)
})

test('a job that nobody answered is refunded by one command, once', async () => {
  const { address } = await scene.newPerson()
  const { handle } = await person.client.runs.prepare({
    ...{ model: 'pump', input: READING, fee: 400_000n, worker: address },
  })
  const jobId = await person.client.runs.post({ handle })
  const { exitCode, stdout, stderr } = await assay(['job', 'refund', jobId, '--json'])
  assert.equal(exitCode, 0, stderr)
  const { state, refunded } = JSON.parse(stdout) as { state: string; refunded: string }
  assert.deepEqual([state, refunded], ['cancelled', '400000'])
  const again = await assay(['job', 'refund', jobId])
  assert.equal(again.exitCode, 7, again.stderr)
  const waited = await assay(['job', 'wait', jobId])
  assert.equal(waited.exitCode, 7, waited.stderr)
  assert.match(waited.stderr, /gave no answer: its requester took it back/)
})

test('a card becomes a tool whose schema names every number, and whose call buys an answer within its limit', async () => {
  const { client } = person
  const tool: Tool = await toolOf(client, { name: 'pump', most: 250_000n })
  const { name, description, parameters } = tool.schema
  assert.equal(name, 'pump')
  assert.match(description, /centrifugal pump/)
  assert.deepEqual(parameters.required, Object.keys(READING))
  assert.match(parameters.properties.speed?.description ?? '', /shaft.*In rpm\./)
  const before = (await client.jobs.list()).length
  assert.match(await tool.call(READING), /^healthy \(job 0x[0-9a-f]{64}\)$/)
  const dear = await toolOf(client, { name: 'pump', most: 1n })
  assert.match(await dear.call(READING), /^This would cost 250000, more than 1\.$/)
  assert.equal((await client.jobs.list()).length, before + 1)
})

test('the bot buys by the clock, and goes on with what it was about to buy', async () => {
  const bot = (rounds: number) =>
    execa(process.execPath, [join(ROOT, 'examples/bot.ts'), 'readings.json'], {
      ...{ cwd: folder, reject: false, timeout: 2 * MINUTE },
      env: { ...environment, ROUNDS: String(rounds), SECONDS: '0' },
    })
  const before = (await person.client.jobs.list()).length
  const { stdout, stderr } = await bot(2)
  assert.equal(stdout.match(/ healthy 0x/g)?.length, 2, stderr)
  // It was ended after it had posted, and before it heard the answer.
  const { handle } = await person.client.runs.prepare({ model: 'pump', input: READING })
  writeFileSync(join(folder, 'bot.run'), handle)
  const { jobId } = await person.client.runs.resume({ handle, pollingInterval: 20 })
  assert.match((await bot(1)).stdout, new RegExp(` healthy ${jobId}`))
  assert.equal((await person.client.jobs.list()).length, before + 3)
})
