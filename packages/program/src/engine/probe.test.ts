import assert from 'node:assert/strict'
import { test } from 'node:test'
import { probeCpu } from '../node.ts'
import { operationOf } from '../ops/operations.ts'
import { resolveStep } from '../ops/resolve.ts'
import { canonicalBytes, numbersOf, type TensorData } from '../ops/tensorData.ts'
import { type OpName, operandType, type Program } from '../program.ts'
import { probeBrowser } from '../web.ts'
import { chooseEncoding, probeEncodings } from './probe.ts'
import { outputTypes } from './programSession.ts'
import type { Session } from './session.ts'
import { trace } from './trace.ts'
import { wideProbe } from './wideProbe.ts'

/** An engine that computes as the reference does, then changes one step's tensor. */
function changedEngine(program: Program, change: (tensors: Uint8Array[]) => void): Session {
  const run = async (input: Uint8Array) => {
    const tensors = trace(program, input)
    change(tensors)
    return tensors
  }
  return {
    engine: 'reference',
    profile: '0x',
    inputBytes: 0,
    outputs: outputTypes(program),
    run: async (input) => (await run(input))[0]!,
    trace: run,
    close: async () => {},
  }
}

test('this CPU and the browser engine are exact for u8, and the first exact encoding is chosen', async () => {
  const cpu = await probeCpu()
  assert.ok(cpu.exact.includes('u8'), cpu.reasons.u8)
  assert.equal(chooseEncoding(cpu), cpu.exact[0])
  const browser = await probeBrowser()
  assert.ok(browser.exact.includes('u8'), browser.reasons.u8)
})

test('a single wrong byte rules an encoding out', async () => {
  const result = await probeEncodings(async (program, encoding) =>
    changedEngine(program, (tensors) => {
      if (encoding === 's8') tensors[3]![5]! ^= 1
    }),
  )
  assert.deepEqual(result.exact, ['u8'])
  assert.match(result.reasons.s8 ?? '', /1 of .* bytes of step 3 \(Conv2d\) are wrong/)
  assert.equal(chooseEncoding(result), 'u8')
})

test('a CPU that is exact in neither encoding is refused with the reasons', async () => {
  const result = await probeEncodings(async (program, encoding) => {
    if (encoding === 'u8') throw new Error('no such kernel')
    return changedEngine(program, (tensors) => {
      tensors.at(-1)![0]! ^= 128
    })
  })
  assert.throws(() => chooseEncoding(result), {
    name: 'EngineNotExact',
    message: /s8: 1 of .*; u8: no such kernel/,
  })
})

/** What an engine makes of an element where it is not exact: of both operands' numbers and an attribute. */
interface Mistake {
  readonly what: string
  readonly op: OpName
  /** The integer before it is clamped. */
  element(x: number, other: number, attributes: Readonly<Record<string, number>>): number
  /** How the double becomes an i32, where it is not clamped first. */
  cast?(value: number): number
}

const upFromHalf = (value: number) => Math.floor(value + 0.5)
const nearest = (value: number) => {
  const floor = Math.floor(value)
  return value - floor === 0.5 && floor % 2 === 0 ? floor : upFromHalf(value)
}

const mistakes: readonly Mistake[] = [
  {
    what: 'rounds halves up',
    op: 'Scale',
    element: (x, s, { shift, mode }) =>
      (mode === 1 ? Math.floor : upFromHalf)((x * s) / 2 ** shift!),
  },
  {
    what: 'multiplies in single precision',
    op: 'Scale',
    element: (x, s, { shift, mode }) =>
      (mode === 1 ? Math.floor : nearest)(Math.fround(x * s) / 2 ** shift!),
  },
  {
    what: 'casts before it clamps',
    op: 'Scale',
    element: (x, s, { shift, mode }) => (mode === 1 ? Math.floor : nearest)((x * s) / 2 ** shift!),
    cast: (value) => (value < -(2 ** 31) || value >= 2 ** 31 ? -(2 ** 31) : value),
  },
  {
    what: 'multiplies by an inverse in place of dividing',
    op: 'DivRow',
    element: (x, d, { c, offset, mode }) =>
      (mode === 1 ? Math.floor : nearest)(x * c! * (1 / Math.max(1, d))) + offset!,
  },
  {
    what: 'divides before it multiplies',
    op: 'DivRow',
    element: (x, d, { c, offset, mode }) =>
      (mode === 1 ? Math.floor : nearest)((x / Math.max(1, d)) * c!) + offset!,
  },
]

/** The tensors of the probe of wide ops on an engine with a mistake, each computed from right operands. */
function mistakenTensors(program: Program, input: Uint8Array, mistake: Mistake): Uint8Array[] {
  const tensors = trace(program, input)
  return program.steps.map((step, index) => {
    if (step.op !== mistake.op) return tensors[index]!
    const [x, other] = step.operands.map((operand): TensorData => {
      const { dtype } = operandType(program, operand)
      if (operand.kind === 'input') return numbersOf(dtype, input)
      if (operand.kind === 'step') return numbersOf(dtype, tensors[operand.index]!)
      return numbersOf(dtype, program.weights[operand.index]!.data)
    })
    const attributes = step.attributes as unknown as Readonly<Record<string, number>>
    const { low, high } = attributes
    const columns = step.output.shape.at(-1)!
    const result = numbersOf(step.output.dtype, tensors[index]!.slice())
    for (let i = 0; i < result.length; i++) {
      const place = mistake.op === 'DivRow' ? Math.floor(i / columns) : i % other!.length
      const value = mistake.element(x![i]!, other![place]!, attributes)
      const cast = mistake.cast?.(value) ?? value
      result[i] = Math.min(Math.max(cast, low!), high!)
    }
    return canonicalBytes(result)
  })
}

test('an engine that rounds, multiplies, divides or casts in another way is refused', async () => {
  for (const mistake of mistakes) {
    const result = await probeEncodings(async (program) =>
      changedEngine(program, (tensors) => {
        if (!program.steps.some(({ op }) => op === mistake.op)) return
        const input = wideProbe().inputs.find((bytes) =>
          trace(program, bytes).every((tensor, i) => Buffer.compare(tensor, tensors[i]!) === 0),
        )
        for (const [i, tensor] of mistakenTensors(program, input!, mistake).entries())
          tensors[i] = tensor
      }),
    )
    assert.deepEqual(result.exact, [], mistake.what)
    assert.match(result.reasons.s8 ?? '', new RegExp(`\\(${mistake.op}\\) are wrong`), mistake.what)
  }
})

test('a root that is one too large at a number below a square is refused', async () => {
  const result = await probeEncodings(async (program) =>
    changedEngine(program, (tensors) => {
      for (const [index, step] of program.steps.entries()) {
        if (step.op !== 'RowNorm') continue
        const [operand] = step.operands
        const x = numbersOf('i32', tensors[operand!.kind === 'step' ? operand!.index : -1]!)
        const norms = operationOf(step.op).evaluate(resolveStep(program, step), [x])
        const columns = x.length / norms.length
        for (const [row, norm] of norms.entries()) {
          let squares = 0
          for (const number of x.subarray(row * columns, (row + 1) * columns))
            squares += number ** 2
          // As a root does that is rounded to the 26 bits of a number where it has more digits.
          if (squares === (norm + 1) ** 2 - 1 && norm > 2 ** 25) norms[row] = norm + 1
        }
        tensors[index] = canonicalBytes(norms)
      }
    }),
  )
  assert.match(result.reasons.u8 ?? '', /\(RowNorm\) are wrong/)
})
