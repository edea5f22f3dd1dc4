import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { tensorRoot } from '@assay/program'
import { openProgram } from '@assay/program/node'
import {
  type AssayClient,
  createEvidence,
  EVIDENCE_EXIT_CODES,
  type EvidenceContent,
  type EvidenceFile,
  type EvidenceVerdict,
  fetchBytes,
  KEY_SCOPES,
  readEvidence,
  type VerifyEvidenceParameters,
  verifyEvidence,
  writeEvidence,
} from '@assay/sdk'
import { execa } from 'execa'
import { bytesToHex, type Hex, zeroHash } from 'viem'
import { ask } from './scene/ask.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const digits = join(ROOT, 'models/digits')
const path = join(digits, 'program.assay')
const card = join(digits, 'card.json')
const input = new Uint8Array(784).map((_, index) => (index * 31) % 256)

let scene: Scene
let requester: Person
let worker: Awaited<ReturnType<typeof startWorker>>
let jobId: Hex
let text: string
let file: EvidenceFile
before(async () => {
  scene = await openScene()
  requester = await scene.newPerson()
  const person = await scene.newPerson()
  worker = await startWorker(scene, { person, models: [{ path, card }] })
  const model = await publishModelFile(scene, {
    ...{ name: 'digits', path, card },
    blobsUrl: `${worker.url}/blobs`,
  })
  ;({ jobId } = await ask(requester, { model, input }))
  await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
  const { client, deployment } = scene
  text = await createEvidence(client as AssayClient, { deployment, jobId, fetch: fetchBytes })
  file = readEvidence(text)
})
after(() => scene?.close())

const open: NonNullable<VerifyEvidenceParameters['open']> = async ({ program }) =>
  openProgram(program)

const notPassed = ({ checks }: EvidenceVerdict) =>
  checks.filter(({ status }) => status !== 'pass').map(({ id, status }) => `${id} ${status}`)

/** The file with some fields changed on purpose: its digest fits again. */
async function altered(change: Partial<EvidenceContent>): Promise<EvidenceVerdict> {
  const { digest: _, statedDigest: __, ...content } = file
  return verifyEvidence(readEvidence(writeEvidence({ ...content, ...change })), { open })
}

function flip(hex: Hex, index = 0): Hex {
  const at = 2 + 2 * index
  const byte = Number.parseInt(hex.slice(at, at + 2), 16) ^ 1
  return `${hex.slice(0, at)}${byte.toString(16).padStart(2, '0')}${hex.slice(at + 2)}` as Hex
}

test('the evidence of a true answer holds without a network, and with the chain asked as well', async () => {
  const offline = await verifyEvidence(file, { open })
  assert.deepEqual(notPassed(offline), ['chain not-run'])
  assert.equal(offline.exitCode, 0)
  assert.equal(offline.model?.name, 'digits')
  assert.deepEqual(offline.input, input)
  for (const { detail } of offline.checks) assert.match(detail, /^[\p{Lu}0-9].*\.$/u)
  const { client, deployment } = scene
  const online = await verifyEvidence(file, {
    open,
    chain: { client: client as AssayClient, deployment },
  })
  assert.deepEqual(notPassed(online), [])
})

test('one changed character anywhere is noticed', async () => {
  // Every field, and places all over the long ones.
  const places = new Set<number>()
  for (const match of text.matchAll(/"[^"]{1,90}"|:[0-9]+/g))
    places.add(match.index + match[0].length - 2)
  for (let at = 0; at < text.length; at += 9_973) places.add(at)
  assert.ok(places.size > 60)
  for (const at of places) {
    const old = text[at] as string
    const changed = `${text.slice(0, at)}${old === '1' ? '2' : '1'}${text.slice(at + 1)}`
    let verdict: EvidenceVerdict | undefined
    try {
      verdict = await verifyEvidence(readEvidence(changed))
    } catch (error) {
      assert.equal((error as Error).name, 'EvidenceError', `${at}: ${error}`)
      continue
    }
    assert.ok(
      [EVIDENCE_EXIT_CODES.signature, EVIDENCE_EXIT_CODES.digest].includes(
        verdict.exitCode as never,
      ),
      `a change at ${at} ends with ${verdict.exitCode}`,
    )
    assert.ok(verdict.checks.some(({ id, status }) => id === 'digest' && status === 'fail'))
  }
})

test('a file that was altered on purpose fails by what was altered', async () => {
  const codes = EVIDENCE_EXIT_CODES
  const wrong = new Uint8Array(input).fill(9, 0, 10)
  const program = file.program as Hex
  const [first, ...rest] = file.blocks
  assert.ok(first)
  const [receipt] = first.receipts
  assert.ok(receipt)
  const withProof = (proof: readonly Hex[], index = receipt.index) => ({
    blocks: [{ ...first, receipts: [{ index, proof }] }, ...rest],
  })
  const cases: [string, Partial<EvidenceContent>, number, RegExp][] = [
    ['another job', { job: flip(file.job) }, codes.notOnChain, /proofs fail/],
    [
      'another market',
      { contracts: { ...file.contracts, market: flip(file.contracts.market, 3) } },
      codes.notOnChain,
      /proofs fail/,
    ],
    ['another chain', { chainId: file.chainId + 1 }, codes.signature, /request fail.*signature/],
    ['a seat that is not there', { seat: 1 }, codes.incomplete, /output unknown,signature unknown/],
    [
      'a header of another block',
      { blocks: [{ ...first, header: flip(first.header, 40) }, ...rest] },
      0,
      /^chain not-run$/,
    ],
    [
      'a header with another root of receipts',
      {
        blocks: [
          { ...first, header: first.header.replace(/.{64}(?=b90100)/, '11'.repeat(32)) as Hex },
          ...rest,
        ],
      },
      codes.notOnChain,
      /proofs fail/,
    ],
    [
      'a changed receipt',
      withProof(receipt.proof.map((node) => flip(node, node.length / 2 - 10))),
      codes.notOnChain,
      /proofs fail/,
    ],
    [
      'a receipt at another place',
      withProof(receipt.proof, receipt.index + 1),
      codes.notOnChain,
      /proofs fail/,
    ],
    ['a proof without its last node', withProof([]), codes.notOnChain, /proofs fail/],
    [
      'a proof with a node too many',
      withProof([...receipt.proof, receipt.proof[0] as Hex]),
      codes.notOnChain,
      /proofs fail/,
    ],
    [
      'blocks in another order',
      { blocks: [...file.blocks].reverse() },
      codes.notOnChain,
      /proofs fail/,
    ],
    ['a block twice', { blocks: [first, ...file.blocks] }, codes.notOnChain, /proofs fail/],
    ['an input beside the one on chain', { input: bytesToHex(wrong) }, codes.digest, /input fail/],
    ['an output beside the one on chain', { output: '0x01' }, codes.digest, /output fail/],
    ['another card', { card: '0x7b7d' }, codes.digest, /model fail/],
    [
      'a changed program',
      { program: flip(program, program.length / 2 - 100) },
      codes.digest,
      /model fail/,
    ],
    ['no program', { program: null }, codes.incomplete, /reexecution unknown/],
    ['no publication', { blocks: file.blocks.slice(1) }, codes.incomplete, /model unknown/],
  ]
  for (const [what, change, exitCode, shown] of cases) {
    const verdict = await altered(change)
    assert.match(notPassed(verdict).join(), shown, what)
    assert.equal(verdict.exitCode, exitCode, what)
  }
})

test('what is no evidence is refused by one sentence', () => {
  const refused = (changed: string, sentence: RegExp) =>
    assert.throws(
      () => readEvidence(changed),
      (error: Error) => {
        assert.equal(error.name, 'EvidenceError')
        assert.match(error.message, sentence)
        return true
      },
    )
  refused('', /not JSON/)
  refused('[]', /no valid The file|an object/)
  refused('{}', /no version of evidence/)
  refused(
    text.replace('"version":1', '"version":2'),
    /version 2 of the format.*newer version of assay/s,
  )
  refused(text.replace('{"blocks"', '{ "blocks"'), /canonical/)
  refused(text.replace('"seat":0', '"seat":0,"seat":0'), /canonical/)
  refused(text.replace('"seat":0', '"seat":-1'), /no valid seat/)
  refused(text.replace('"seat":0', '"note":"x","seat":0'), /a field "note"/)
  refused(text.replace('"readme":"Evidence', '"readme":"evidence'), /readme/)
  refused(text.replace(/"job":"0x../, '"job":"0x'), /no valid job/)
  refused(text.replace(/"job":"0x[0-9a-f]/, '"job":"0xA'), /lower-case/)
})

test('the answer of a liar is found by computing it again, and a forged signature by its key', async () => {
  const { client, deployment } = scene
  const model = await requester.client.models.get({ name: 'digits' })
  const liar = await scene.newPerson()
  const lie = await answer(liar, liar)
  assert.deepEqual(notPassed(lie), ['reexecution fail', 'chain not-run'])
  assert.equal(lie.exitCode, EVIDENCE_EXIT_CODES.differs)
  // A key that the worker listed, and only for a while.
  const key = await scene.newPerson()
  const keyed = await answer(liar, key)
  assert.deepEqual(notPassed(keyed), ['reexecution fail', 'chain not-run'])

  async function answer(by: Person, signer: Person): Promise<EvidenceVerdict> {
    const posted = await ask(requester, { model, input, worker: by.address })
    const { request } = await by.client.jobs.get({ jobId: posted.jobId })
    const sent = async (hash: Hex) => by.client.waitForTransactionReceipt({ hash })
    await sent(await by.client.work.claim({ request }))
    const output = new Uint8Array(40).fill(7)
    const receipt = {
      worker: by.address,
      request: posted.jobId,
      outputRoot: await tensorRoot(output),
      evidenceHash: zeroHash,
      profile: model.profile,
      completedAt: 1_700_000_000n,
    }
    if (signer !== by) {
      const validUntil = Number((await client.getBlock()).timestamp) + 3_600
      const terms = { scope: KEY_SCOPES.work, validUntil }
      const consent = await signer.client.keys.signConsent({ owner: by.address, ...terms })
      await sent(await by.client.keys.set({ signer: signer.address, ...terms, consent }))
    }
    const signature = await signer.client.work.signReceipt({ request, receipt })
    await sent(
      await by.client.work.submit({
        ...{ request, receipt, signature, output },
        ...(signer === by ? {} : { signer: signer.address }),
      }),
    )
    const made = await createEvidence(client as AssayClient, {
      deployment,
      jobId: posted.jobId,
      fetch: fetchBytes,
      program: readFileSync(path),
    })
    return verifyEvidence(readEvidence(made), { open })
  }
})

test('the command line writes and checks evidence, and ends with the code of what failed', async () => {
  const deployment = join(scene.folder, 'deployment.json')
  writeFileSync(deployment, JSON.stringify({ ...scene.deployment, rpcUrl: scene.node.rpcUrl }))
  const out = join(scene.folder, 'evidence.json')
  const assay = (...args: string[]) =>
    execa('node', ['packages/cli/src/main.ts', ...args], {
      cwd: ROOT,
      reject: false,
      env: { ASSAY_DEPLOYMENT: deployment },
    })
  const written = await assay('evidence', 'export', jobId, '--out', out)
  assert.equal(written.exitCode, 0, written.stderr)
  assert.match(written.stderr, /Wrote .*evidence\.json/)
  const checked = await assay('verify', out)
  assert.equal(checked.exitCode, 0, checked.stdout)
  assert.match(checked.stdout, /holds\s+Re-execution/)
  assert.match(checked.stdout, /Nothing failed: 9 hold, 0 fail, 0 unknown, 1 not run\./)
  const whole = await assay('verify', jobId, '--json')
  assert.equal(whole.exitCode, 0, whole.stderr)
  const { checks } = JSON.parse(whole.stdout) as EvidenceVerdict
  assert.deepEqual(
    checks.filter(({ status }) => status !== 'pass'),
    [],
  )
  writeFileSync(out, readFileSync(out, 'utf8').replace('"finalized":', '"finalized":1'))
  const tampered = await assay('verify', out, '--no-rerun')
  assert.equal(tampered.exitCode, EVIDENCE_EXIT_CODES.digest, tampered.stdout)
  assert.match(tampered.stdout, /FAILS\s+File/)
  writeFileSync(out, 'no evidence')
  const nothing = await assay('verify', out)
  assert.equal(nothing.exitCode, EVIDENCE_EXIT_CODES.malformed)
  assert.match(
    nothing.stderr,
    /^assay: .*evidence\.json: The file is not JSON, so it is no evidence\. /,
  )
  const absent = await assay('verify', join(scene.folder, 'absent.json'))
  assert.equal(absent.exitCode, 3)
  await until('the worker to be there still', async () => (await fetch(`${worker.url}/health`)).ok)
})
