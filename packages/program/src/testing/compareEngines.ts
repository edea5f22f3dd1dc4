import type { Session } from '../engine/session.ts'
import { trace } from '../engine/trace.ts'
import { openProgram as openNode } from '../node.ts'
import type { Program } from '../program.ts'
import { openProgram as openWeb } from '../web.ts'

/** A session and what it is called in a report. */
export interface Engine {
  readonly label: string
  readonly session: Session
}

/** The program on every engine, in both weight encodings. */
export async function openEngines(
  program: Program,
  parameters: { readonly threads?: readonly number[]; readonly web?: boolean } = {},
): Promise<Engine[]> {
  const engines: Engine[] = []
  for (const encoding of ['s8', 'u8'] as const) {
    for (const threads of parameters.threads ?? [1])
      engines.push({
        label: `onnxruntime-node ${encoding}, ${threads} threads`,
        session: await openNode(program, { encoding, threads }),
      })
    if (parameters.web ?? true)
      engines.push({
        label: `onnxruntime-web ${encoding}`,
        session: await openWeb(program, { encoding }),
      })
  }
  return engines
}

/**
 * Compares every tensor and the outputs of every engine with the reference.
 *
 * @returns the number of tensors compared
 * @throws Error that names the engine, the step and the byte
 */
export async function compareEngines(
  program: Program,
  engines: readonly Engine[],
  inputs: readonly Uint8Array[],
): Promise<number> {
  let compared = 0
  for (const [i, input] of inputs.entries()) {
    const expected = trace(program, input)
    for (const { label, session } of engines) {
      const tensors = await session.trace!(input)
      for (const [step, tensor] of expected.entries()) {
        requireEqual(tensor, tensors[step]!, () => {
          const { op, attributes, output } = program.steps[step]!
          return `${label}, input ${i}, step ${step} ${op} ${JSON.stringify(attributes)} [${output.shape}]`
        })
        compared++
      }
      const outputs = await session.run(input)
      let offset = 0
      for (const index of program.outputs) {
        const tensor = expected[index]!
        const part = outputs.subarray(offset, offset + tensor.length)
        requireEqual(tensor, part, () => `${label}, input ${i}, output of step ${index}`)
        offset += tensor.length
      }
    }
  }
  return compared
}

function requireEqual(expected: Uint8Array, actual: Uint8Array, where: () => string): void {
  if (expected.length !== actual.length)
    throw new Error(`${where()}: ${actual.length} bytes instead of ${expected.length}`)
  const at = expected.findIndex((byte, i) => byte !== actual[i])
  if (at >= 0)
    throw new Error(`${where()}: byte ${at} is ${actual[at]}, the reference has ${expected[at]}`)
}
