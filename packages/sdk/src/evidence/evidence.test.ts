import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { outputRoot, PROFILE_EXACT, readProgram, tensorRoot } from '@assay/program'
import { openProgram } from '@assay/program/node'
import { hashReceipt, hashRequest } from '@assay/protocol'
import canonicalize from 'canonicalize'
import { type Hex, keccak256, toBytes, zeroAddress, zeroHash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { checkEvidence, evidenceExitCode } from './checkEvidence.ts'
import { decodeEvidence, EvidenceError, encodeEvidence } from './evidenceFile.ts'
import { EVIDENCE_VERSION, type Evidence } from './types.ts'

const MODELS = new URL('../../../../models/digits/', import.meta.url)
const program = new Uint8Array(await readFile(new URL('program.assay', MODELS)))
const card = new Uint8Array(await readFile(new URL('card.json', MODELS)))
const { modelId: id, commitment } = await readProgram(program)
const worker = privateKeyToAccount(`0x${'42'.repeat(32)}`)

async function run(file: Uint8Array, modelId: Hex, input: Uint8Array): Promise<Uint8Array> {
  const session = await openProgram((await readProgram(file, { modelId })).program)
  try {
    return await session.run(input)
  } finally {
    await session.close()
  }
}

async function evidenceOf(change: Partial<Evidence> = {}): Promise<Evidence> {
  const input = new Uint8Array(784).fill(255, 300, 340)
  const output = await run(program, id, input)
  const place = { chainId: 31337, market: worker.address } as const
  const markets = { ...place, multiSeatMarket: place.market }
  const request = {
    requester: worker.address,
    nonce: 7n,
    model: id,
    inputRoot: await tensorRoot(input),
    offer: {
      ...{
        minFee: 1n,
        maxFee: 2n,
        rampStart: 3,
        rampLength: 4,
        lockFor: 300,
        expiry: 2_000_000_000,
      },
      ...{ collateral: 5n, worker: zeroAddress },
    },
    policy: { seats: 1, verifier: worker.address, params: '0x00' as Hex },
    callback: { target: zeroAddress, gasLimit: 0, when: 0 },
  }
  const receipt = {
    worker: worker.address,
    request: hashRequest(markets, request),
    outputRoot: await outputRoot(output, [output.length]),
    evidenceHash: zeroHash,
    profile: PROFILE_EXACT,
    completedAt: 1_764_000_000n,
  }
  return {
    version: EVIDENCE_VERSION,
    ...{ place, job: receipt.request, request, input, seat: 0, receipt, output, card, program },
    signature: await worker.sign({ hash: hashReceipt(markets, request, receipt) }),
    signer: '0x',
    rule: 'ECDSA',
    outputLengths: [output.length],
    model: {
      ...{ name: 'digits', version: 1, profile: PROFILE_EXACT, root: commitment.root },
      cardDigest: await tensorRoot(card),
    },
    standing: { state: 'accepted', blockNumber: 12, blockHash: zeroHash, timestamp: 1_764_000_009 },
    ...change,
  }
}

const good = await evidenceOf()
const text = encodeEvidence(good)

/** How `assay verify` ends on a text; 10 where it is no evidence at all. */
async function exitCodeOf(each: string, again = false): Promise<number> {
  try {
    const read = decodeEvidence(each)
    return evidenceExitCode(await checkEvidence({ ...read, ...(again ? { run } : {}) }))
  } catch (error) {
    if (error instanceof EvidenceError) return 10
    throw error
  }
}

type Path = readonly string[]

/** Every single value of a JSON document, by its path. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key]))
}

function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value !== 'string') throw new Error('There is nothing to change.')
  if (value === '0x') return '0x01'
  if (/^\d+$/.test(value)) return String(BigInt(value) + 1n)
  return value.slice(0, -1) + (value.endsWith('1') ? '2' : '1')
}

/** The file with one value changed; where `renewed`, with the digest that a forger would compute anew. */
function tampered(path: Path, { renewed }: { renewed: boolean }): string {
  const json = JSON.parse(text) as Record<string, unknown>
  const last = path.at(-1)!
  let place = json
  for (const key of path.slice(0, -1)) place = place[key] as Record<string, unknown>
  place[last] = changed(place[last])
  if (renewed) {
    const { digest: _old, ...fields } = json
    json.digest = keccak256(toBytes(canonicalize(fields)!))
  }
  return canonicalize(json)!
}

test('what is written is read back, and the same evidence is always the same bytes', async () => {
  const { evidence, digest, actualDigest } = decodeEvidence(text)
  assert.deepEqual(evidence, good)
  assert.equal(digest, actualDigest)
  assert.equal(encodeEvidence(evidence), text)
  assert.equal(encodeEvidence(await evidenceOf()), text)
  assert.equal(decodeEvidence(`${text}\n`).digest, digest)
})

test('whole evidence holds, and is computed again from its own bytes', async () => {
  assert.equal(await exitCodeOf(text), 0)
  const checks = await checkEvidence({ ...decodeEvidence(text), run })
  assert.deepEqual(
    checks.map(({ id: check, status }) => `${check} ${status}`),
    [
      'whole pass',
      'requestDigest pass',
      'inputRoot pass',
      'receipt pass',
      'receiptSignature pass',
      'outputRoot pass',
      'model pass',
      'card pass',
      'program pass',
      'reexecution pass',
      'standing unknown',
    ],
  )
})

const leaves = leavesOf(JSON.parse(text))

test('a change of any field is refused', async () => {
  assert.ok(leaves.length > 45)
  for (const path of leaves)
    assert.notEqual(await exitCodeOf(tampered(path, { renewed: false })), 0, path.join('.'))
})

/** What nothing signs: the file says so, and a reader has to ask the chain. */
const UNSIGNED = [
  'digest',
  'seat',
  'model.name',
  'model.version',
  'standing.blockNumber',
  'standing.blockHash',
  'standing.timestamp',
]

test('a forger who computes the digest anew is refused in every field that anybody signed or committed to', async () => {
  for (const path of leaves) {
    const name = path.join('.')
    if (UNSIGNED.includes(name)) continue
    assert.notEqual(await exitCodeOf(tampered(path, { renewed: true })), 0, name)
  }
})

test('each kind of change has the exit code of what it breaks', async () => {
  const code = (path: string, renewed = true) => exitCodeOf(tampered(path.split('.'), { renewed }))
  assert.equal(await code('standing.timestamp', false), 10)
  assert.equal(await code('version'), 10)
  assert.equal(await code('signature'), 11)
  assert.equal(await code('receipt.completedAt'), 11)
  assert.equal(await code('receipt.outputRoot'), 11)
  assert.equal(await code('place.chainId'), 11)
  assert.equal(await code('request.nonce'), 12)
  assert.equal(await code('input'), 12)
  assert.equal(await code('output'), 12)
  assert.equal(await code('model.root'), 12)
  assert.equal(await code('card'), 12)
  assert.equal(await code('program'), 12)
})

test('another output that is signed all the same differs where the model is run again', async () => {
  const output = new Uint8Array(good.output).fill(1, 0, 4)
  const receipt = { ...good.receipt, outputRoot: await outputRoot(output, [output.length]) }
  const markets = { ...good.place, multiSeatMarket: good.place.market }
  const signature = await worker.sign({ hash: hashReceipt(markets, good.request, receipt) })
  const lie = encodeEvidence({ ...good, output, receipt, signature })
  assert.equal(await exitCodeOf(lie), 0)
  assert.equal(await exitCodeOf(lie, true), 14)
})

test('a refuted result, and a signature that only a contract can check, are no success', async () => {
  const refuted = { ...good.standing, state: 'rejected' } as const
  assert.equal(await exitCodeOf(encodeEvidence({ ...good, standing: refuted })), 15)
  assert.equal(await exitCodeOf(encodeEvidence({ ...good, rule: 'ERC-1271' })), 16)
})

test('evidence without program or card holds as far as it goes', async () => {
  const small = encodeEvidence({ ...good, card: new Uint8Array(), program: new Uint8Array() })
  assert.equal(await exitCodeOf(small, true), 0)
  const checks = await checkEvidence({ ...decodeEvidence(small), run })
  assert.deepEqual(
    checks.filter(({ status }) => status === 'not-run').map((check) => check.id),
    ['card', 'program', 'reexecution'],
  )
})

test('what is no evidence is refused in one sentence', () => {
  const refuse = (each: string, words: RegExp) =>
    assert.throws(
      () => decodeEvidence(each),
      (error) => error instanceof EvidenceError && words.test(error.message),
    )
  refuse('no', /^The file is not JSON\./)
  refuse('[]', /^The evidence is not an object\./)
  refuse('{"version":2}', /^The file is of version 2; this program reads version 1\./)
  refuse(text.replace('"accepted"', '"won"'), /^evidence\.standing\.state is not one of open/)
  refuse(text.replace('{', '{ '), /^The file is not canonical/)
  refuse(text.replace('"card"', '"a":1,"card"'), /^The file is not canonical/)
})
