/** Writes golden/vectors.json: what another implementation can be held against. `node src/testing/write-golden.ts` */
import { writeFileSync } from 'node:fs'
import { toHex } from '../bytes/hex.ts'
import { checkProgram } from '../check-program.ts'
import { modelId, PROFILE_EXACT } from '../commit/model-id.ts'
import { outputRoot } from '../commit/output-root.ts'
import { provePage } from '../commit/page-proof.ts'
import { tensorRoot } from '../commit/tensor-root.ts'
import { trace } from '../engine/trace.ts'
import { canonicalProgram } from '../format/canonical.ts'
import { commitProgram } from '../format/program-root.ts'
import { writeProgram } from '../format/write-program.ts'
import { operations } from '../ops/operations.ts'
import { byteLength, type OpName, type Program } from '../program.ts'
import { Random } from './random.ts'
import { randomProgram, randomStepProgram } from './random-program.ts'
import { sampleProgram } from './sample-program.ts'

const pattern = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + 7) & 255)

async function tensors() {
  const vectors = []
  for (const length of [1, 255, 256, 257, 768, 1025]) {
    const bytes = pattern(length)
    vectors.push({ length, rule: 'byte i is (31 i + 7) mod 256', root: await tensorRoot(bytes) })
  }
  return vectors
}

async function pages() {
  const bytes = pattern(1025)
  const proofs = []
  for (const index of [0, 3, 4]) {
    const { page, siblings } = await provePage(bytes, index)
    proofs.push({ length: 1025, index, page: toHex(page), siblings })
  }
  return proofs
}

async function programVector(program: Program, input: Uint8Array) {
  const canonical = await canonicalProgram(program)
  const commitment = await commitProgram(canonical)
  const produced = trace(canonical, input)
  const outputs = canonical.outputs.map((step) => produced[step]!)
  return {
    ops: canonical.steps.map(({ op }) => op),
    file: toHex(await writeProgram(canonical)),
    header: toHex(commitment.header),
    steps: commitment.steps.map(toHex),
    weightRoots: commitment.weightRoots,
    root: commitment.root,
    modelId: await modelId(PROFILE_EXACT, commitment.root),
    input: toHex(input),
    trace: produced.map(toHex),
    outputRoot: await outputRoot(
      Uint8Array.from(outputs.flatMap((output) => [...output])),
      outputs.map(({ length }) => length),
    ),
  }
}

/** The first small program that a generator gives, from seed 1 on, with outputs that are not all one value. */
async function small(make: (random: Random) => Program) {
  for (let seed = 1; ; seed++) {
    const random = new Random(seed)
    const program = make(random)
    const input = random.bytes(byteLength(program.input))
    const total = program.steps.reduce((sum, { output }) => sum + byteLength(output), 0)
    if (total > 600 || input.length > 400) continue
    checkProgram(program)
    const last = trace(program, input).at(-1)!
    if (new Set(last).size < Math.min(4, last.length)) continue
    const vector = await programVector(program, input)
    if (vector.file.length < 4000) return vector
  }
}

const programs = [await programVector(sampleProgram(), new Random(1).bytes(192))]
for (const op of Object.keys(operations) as OpName[])
  programs.push(await small((random) => randomStepProgram(random, op)))
programs.push(await small((random) => randomProgram(random, 5)))
const vectors = { version: 1, tensors: await tensors(), pages: await pages(), programs }
const path = new URL('../../golden/vectors.json', import.meta.url)
writeFileSync(path, `${JSON.stringify(vectors, null, 1)}\n`)
