import assert from 'node:assert/strict'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { build, type Metafile } from 'esbuild'
import { execa } from 'execa'
import { LIBRARIES, type Packed, packAll } from './pack.ts'

/** What an npm project of a stranger has. */
interface Manifest {
  readonly exports: Record<string, { types: string; default: string }>
  readonly dependencies?: Record<string, string>
  readonly peerDependencies?: Record<string, string>
  readonly peerDependenciesMeta?: Record<string, { optional?: boolean }>
  readonly scripts?: Record<string, string>
}

const ROOT = resolve(import.meta.dirname, '..')
const MINUTE = 60_000
const project = realpathSync(mkdtempSync(join(tmpdir(), 'assay-project-')))
after(() => rmSync(project, { recursive: true }))

const PROGRAM = `
import { assayActions, type Deployment, hashRequest, jobs, KEY_SCOPES, type Request } from '@assay/sdk'
import { createWalletClient, custom, zeroAddress, zeroHash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

const deployment = {
  chainId: 31337,
  market: zeroAddress,
  multiSeatMarket: zeroAddress,
  startBlock: 0,
} as Partial<Deployment> as Deployment
const account = privateKeyToAccount(\`0x\${'11'.repeat(32)}\`)
const request = async ({ method }: { method: string }) => {
  if (method === 'eth_getLogs') return []
  if (method === 'eth_getBlockByNumber') return { number: '0x1', timestamp: '0x1', transactions: [] }
  throw new Error(\`nobody asked for \${method}\`)
}
const client = createWalletClient({ account, transport: custom({ request }) }).extend(assayActions(deployment))

const asked: Request = {
  requester: account.address,
  nonce: 1n << 255n,
  model: zeroHash,
  inputRoot: zeroHash,
  offer: { minFee: 1n, maxFee: 1n, rampStart: 0, rampLength: 0, lockFor: 60, expiry: 1, collateral: 0n, worker: zeroAddress },
  policy: { seats: 1, verifier: zeroAddress, params: '0x' },
  callback: { target: zeroAddress, gasLimit: 0, when: 0 },
}
const signature: string = await client.requests.sign({ request: asked })
const jobId = hashRequest(deployment, asked)
const found: jobs.GetParameters = { deployment, jobId }
const missing = await jobs.get(client, found).catch((error: Error) => error.name)
const none = await client.jobs.list()
// @ts-expect-error the client knows its deployment, and a job needs an id
const wrong = () => client.jobs.get({})
console.log(JSON.stringify([signature.length, jobId.length, missing, none.length, KEY_SCOPES.work, typeof wrong]))
`

/** As strict as a stranger may be, which looks into the packages' types as well. */
const TSCONFIG = {
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    outDir: 'out',
  },
  files: ['program.ts'],
}

/** Puts what a packed package needs beside it: exactly what its package.json names, from where the workspace has it. */
async function install({ name, folder, tarball }: Packed): Promise<void> {
  const into = join(project, 'node_modules', name)
  mkdirSync(into, { recursive: true })
  await execa('tar', ['-xzf', tarball, '-C', into, '--strip-components=1'], { timeout: MINUTE })
  for (const needed of neededBy(name)) link(needed, folder)
}

/** Puts a package into the project that a folder of the workspace has. */
function link(needed: string, folder: string): void {
  const at = join(project, 'node_modules', needed)
  mkdirSync(dirname(at), { recursive: true })
  rmSync(at, { force: true })
  symlinkSync(realpathSync(join(folder, 'node_modules', needed)), at)
}

/** What npm would install with a package from elsewhere. */
function neededBy(name: string): string[] {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifestOf(name)
  const peers = Object.keys(peerDependencies).filter(
    (peer) => !peerDependenciesMeta[peer]?.optional,
  )
  return [...Object.keys(dependencies), ...peers].filter((needed) => !needed.startsWith('@assay/'))
}

function manifestOf(name: string): Manifest {
  const text = readFileSync(join(project, 'node_modules', name, 'package.json'), 'utf8')
  return JSON.parse(text) as Manifest
}

/** What is left of a program in a browser, with its parts. */
async function bundle(code: string): Promise<{ bytes: number; parts: string[] }> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: code, resolveDir: project, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
    absWorkingDir: project,
  })
  return { bytes: outputFiles[0]!.contents.length, parts: keptOf(metafile) }
}

function keptOf({ outputs }: Metafile): string[] {
  const [output] = Object.values(outputs)
  return Object.entries(output!.inputs).flatMap(([part, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [part] : [],
  )
}

before(
  async () => {
    const packed = await packAll(mkdtempSync(join(project, 'tarballs-')))
    for (const one of packed) await install(one)
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(project, 'program.ts'), PROGRAM)
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(TSCONFIG))
  },
  { timeout: 5 * MINUTE },
)

test('the SDK is installed without an engine and without anything native', () => {
  assert.deepEqual(neededBy('@assay/program'), ['onnx-proto'])
  assert.deepEqual(neededBy('@assay/protocol'), ['viem'])
  assert.deepEqual(neededBy('@assay/sdk'), ['viem'])
})

test('a tarball names what it needs by version, and runs nothing when it is installed', () => {
  for (const name of LIBRARIES.map((folder) => `@assay/${folder}`)) {
    const { dependencies, peerDependencies, exports, scripts = {} } = manifestOf(name)
    const versions = Object.values({ ...dependencies, ...peerDependencies })
    assert.ok(versions.length > 0)
    for (const version of versions) assert.match(version, /^\^?\d+\.\d+\.\d+$/, name)
    for (const script of ['preinstall', 'install', 'postinstall']) assert.ok(!(script in scripts))
    for (const [path, entry] of Object.entries(exports)) {
      assert.match(entry.types, /^\.\/dist\/\w+\.d\.ts$/, `${name} ${path}`)
      assert.match(entry.default, /^\.\/dist\/\w+\.js$/, `${name} ${path}`)
    }
  }
})

test('a strict program of a stranger compiles against the types and runs in Node', async () => {
  const compiled = await execa('tsc', ['--project', '.'], {
    cwd: project,
    preferLocal: true,
    localDir: import.meta.dirname,
    reject: false,
    timeout: 3 * MINUTE,
  })
  assert.equal(compiled.stdout, '')
  const { stdout } = await execa(process.execPath, ['out/program.js'], {
    cwd: project,
    timeout: MINUTE,
  })
  assert.deepEqual(JSON.parse(stdout), [132, 66, 'JobNotFoundError', 0, 1, 'function'])
})

test('the program of docs/sdk.md compiles in the project of a stranger', async () => {
  const text = readFileSync(join(ROOT, 'docs/sdk.md'), 'utf8')
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code)
  assert.ok(blocks.length > 8)
  writeFileSync(join(project, 'document.ts'), blocks.join('\n'))
  link('@types/node', ROOT)
  const { compilerOptions } = TSCONFIG
  const config = {
    compilerOptions: { ...compilerOptions, types: ['node'], noEmit: true },
    files: ['document.ts'],
  }
  writeFileSync(join(project, 'document.json'), JSON.stringify(config))
  const { stdout } = await execa('tsc', ['--project', 'document.json'], {
    ...{ cwd: project, preferLocal: true, localDir: import.meta.dirname, reject: false },
    timeout: 3 * MINUTE,
  })
  assert.equal(stdout, '')
})

test('in a browser the SDK comes without an engine', async () => {
  const { parts } = await bundle(PROGRAM)
  assert.ok(parts.some((part) => part.includes('@assay/sdk/dist/requests.js')))
  assert.deepEqual(
    parts.filter((part) => /onnxruntime|onnx-proto|protobufjs/.test(part)),
    [],
  )
})

test('a program that only reads jobs takes nothing along of the other subjects', async () => {
  const reader = `import { jobs } from '@assay/sdk'\nexport const read = (client, deployment, jobId) => jobs.get(client, { deployment, jobId })`
  const { bytes, parts } = await bundle(reader)
  const own = parts.filter((part) => part.includes('@assay/sdk/dist/'))
  for (const subject of ['requests', 'work', 'models', 'plans', 'disputes', 'client', 'funding'])
    assert.ok(!own.some((part) => part.endsWith(`/dist/${subject}.js`)), `${subject} is along`)
  const whole = await bundle(PROGRAM)
  assert.ok(bytes < whole.bytes, `${bytes} bytes of ${whole.bytes}`)
})

test('the page that create-assay-app makes compiles and is built from the packed packages', async () => {
  const main = join(project, 'node_modules/create-assay-app/dist/main.js')
  const create = () =>
    execa(process.execPath, [main, 'app'], { cwd: project, reject: false, timeout: MINUTE })
  const made = await create()
  assert.equal(made.exitCode, 0, made.stderr)
  const again = await create()
  assert.equal(again.exitCode, 2)
  assert.match(again.stderr, /^create-assay-app: app is not empty\. Name another folder\.$/)

  const app = join(project, 'app')
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(app, 'package.json'), 'utf8'),
  ) as { dependencies: Record<string, string>; devDependencies: Record<string, string> }
  const needed = { ...dependencies, ...devDependencies }
  for (const [name, version] of Object.entries(needed)) {
    assert.match(version, /^\d+\.\d+\.\d+$/, name)
    if (!name.startsWith('@assay/')) link(name, join(ROOT, 'packages/create-assay-app'))
  }
  const options = { cwd: app, preferLocal: true, localDir: project, reject: false } as const
  const compiled = await execa('node', [join(project, 'node_modules/typescript/bin/tsc')], options)
  assert.equal(compiled.stdout, '')
  const vite = join(project, 'node_modules/vite/bin/vite.js')
  const built = await execa('node', [vite, 'build'], { ...options, timeout: 2 * MINUTE })
  assert.equal(built.exitCode, 0, built.stderr)
  assert.match(readFileSync(join(app, 'dist/index.html'), 'utf8'), /<script type="module"/)
})
