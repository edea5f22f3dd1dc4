/** Writes golden/vectors.json: what another implementation can be held against. `node src/testing/writeGolden.ts` */
import { writeFileSync } from 'node:fs'
import { concatenate } from '../bytes/concatenate.ts'
import { toHex } from '../bytes/hex.ts'
import { outputRoot } from '../commit/outputRoot.ts'
import { provePage } from '../commit/pageProof.ts'
import { tensorRoot } from '../commit/tensorRoot.ts'
import { trace } from '../engine/trace.ts'
import type { ProgramError } from '../errors.ts'
import { readProgram } from '../format/readProgram.ts'
import { writeProgram } from '../format/writeProgram.ts'
import { elementCount, type Hex } from '../program.ts'
import { buildEvidence } from '../referee/buildEvidence.ts'
import { Random } from './random.ts'
import { edgeFiles } from './vectorFiles.ts'
import { type VectorProgram, vectorPrograms } from './vectorPrograms.ts'
import {
  costsOf,
  evidenceHash,
  type ProgramVector,
  TENSOR_RULE,
  tensorBytes,
  traceRoot,
  type VectorEvidence,
  type Vectors,
} from './vectors.ts'

async function tensors(): Promise<Vectors['tensors']> {
  const vectors = []
  for (const length of [1, 255, 256, 257, 768, 1025, 2305, 8448])
    vectors.push({ length, rule: TENSOR_RULE, root: await tensorRoot(tensorBytes(length)) })
  return vectors
}

async function pages(): Promise<Vectors['pages']> {
  const proofs = []
  for (const [length, index] of [
    [1025, 0],
    [1025, 3],
    [1025, 4],
    [2305, 9],
  ] as const) {
    const { page, siblings } = await provePage(tensorBytes(length), index)
    proofs.push({ length, index, page: toHex(page), siblings })
  }
  return proofs
}

/** Proofs that prove nothing, each for one reason. */
async function refusedPages(): Promise<Vectors['refusedPages']> {
  const length = 1025
  const { index, page, siblings: proof } = await provePage(tensorBytes(length), 2)
  const siblings = [...proof]
  const given = { length, index, page: toHex(page), siblings }
  const other = await provePage(tensorBytes(length), 3)
  const last = await provePage(tensorBytes(1280), 4)
  const root = await tensorRoot(tensorBytes(1280))
  return [
    { what: 'another index', ...given, index: 3 },
    { what: 'an index outside the tree', ...given, index: 10 },
    { what: 'an index below zero', ...given, index: -6 },
    { what: 'another page', ...given, page: toHex(other.page) },
    { what: 'a sibling too few', ...given, siblings: siblings.slice(0, -1) },
    { what: 'a sibling too many', ...given, siblings: [...siblings, siblings[0]!] },
    { what: 'siblings in another order', ...given, siblings: siblings.toReversed() },
    { what: 'a sibling of 33 bytes', ...given, siblings: siblings.with(0, `${siblings[0]!}00`) },
    {
      what: 'a sibling of 31 bytes',
      ...given,
      siblings: siblings.with(0, `0x${siblings[0]!.slice(4)}`),
    },
    {
      what: 'bytes after the tensor’s end',
      length: 1279,
      index: 4,
      page: toHex(last.page),
      siblings: last.siblings,
      root,
    },
  ]
}

async function programVector(
  { name, program: drawn, input }: VectorProgram,
  random: Random,
): Promise<ProgramVector> {
  const file = await writeProgram(drawn)
  const { program, commitment, modelId } = await readProgram(file)
  const produced = trace(program, input)
  const outputs = program.outputs.map((step) => produced[step]!)
  const evidence: VectorEvidence[] = []
  for (const [step, { output }] of program.steps.entries()) {
    const count = elementCount(output.shape)
    const drawnElements = [1, 2, 3].map(() => random.integer(0, count - 1))
    for (const element of new Set([0, ...drawnElements, count - 1])) {
      const bytes = await buildEvidence({
        program,
        input,
        trace: produced,
        stepIndex: step,
        element,
      })
      evidence.push({ step, element, evidence: toHex(bytes) })
    }
  }
  const evidenceHashes: Hex[] = []
  for (const step of program.steps.keys())
    evidenceHashes.push(await evidenceHash(program, input, produced, step))
  return {
    name,
    ops: program.steps.map(({ op }) => op),
    file: toHex(file),
    header: toHex(commitment.header),
    steps: commitment.steps.map(toHex),
    weightRoots: commitment.weightRoots,
    root: commitment.root,
    modelId,
    costs: costsOf(program),
    input: toHex(input),
    trace: produced.map(toHex),
    traceRoot: await traceRoot(produced),
    outputRoot: await outputRoot(
      concatenate(outputs),
      outputs.map(({ length }) => length),
    ),
    evidence,
    evidenceHashes,
  }
}

const programs: ProgramVector[] = []
for (const program of vectorPrograms()) programs.push(await programVector(program, new Random(1)))
const accepted: Vectors['accepted'][number][] = []
const refused: Vectors['refused'][number][] = []
for (const { what, file, refusal } of edgeFiles()) {
  const loaded = await readProgram(file).catch((error: ProgramError) => error)
  const name = 'program' in loaded ? undefined : loaded.name
  if (name !== refusal) throw new Error(`${what}: ${name ?? 'accepted'}, not ${refusal}.`)
  if ('program' in loaded)
    accepted.push({
      what,
      file: toHex(file),
      modelId: loaded.modelId,
      costs: costsOf(loaded.program),
    })
  else refused.push({ what, file: toHex(file), name: loaded.name })
}
const vectors: Vectors = {
  version: 2,
  tensors: await tensors(),
  pages: await pages(),
  refusedPages: await refusedPages(),
  programs,
  accepted,
  refused,
}
const path = new URL('../../golden/vectors.json', import.meta.url)
writeFileSync(path, `${JSON.stringify(vectors, null, 1)}\n`)
