import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { drawDigit } from '@assay/models/digits'
import { execa } from 'execa'
import { encode } from 'fast-png'
import { type Tool, toolOf } from '../../examples/agentTool.ts'
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
  for (const line of ['healthy', '400000n signature', 'true', 'accepted'])
    assert.ok(stdout.includes(line), `${line} is not in\n${stdout}`)
  assert.match(stdout, /^InvalidInputError “valve” is missing\. The model "pump" takes/m)
  assert.equal(stdout.match(/^pass /gm)?.length, 7, stdout)
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

test('each way in which a command can fail has its exit code and a sentence', async () => {
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
    [['jobs', '--requester', 'me'], 2, /"me" is no address/],
    [['jobs', '--limit', '0'], 2, /--limit 0 is no number/],
    [['history', 'export', '--from-block', 'x'], 2, /--from-block x/],
    [['jobs', '--deployment', 'absent.json'], 3, /absent\.json cannot be read/],
  ]
  for (const [args, code, says] of cases) {
    const { exitCode, stderr, stdout } = await assay(args)
    assert.equal(exitCode, code, `${args.join(' ')}: ${stderr}`)
    assert.match(stderr, says)
    assert.equal(stdout, '')
  }
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
