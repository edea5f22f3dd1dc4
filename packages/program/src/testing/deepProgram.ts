import { ProgramBuilder } from '../ProgramBuilder.ts'
import type { Operand, Program } from '../program.ts'
import type { Random } from './random.ts'

/** A program of a given number of cheap steps, over tensors of a few elements. */
export function deepProgram(random: Random, steps: number): Program {
  const size = random.integer(2, 9)
  const type = { dtype: 'u8', shape: [1, size] } as const
  const builder = new ProgramBuilder(type)
  const made: Operand[] = [builder.input]
  while (made.length <= steps) {
    const x = random.chance(0.7) ? made.at(-1)! : random.pick(made)
    // A table without repetitions, so that a wrong byte stays wrong.
    const bytes = Uint8Array.from(random.shuffle([...Array(256).keys()]))
    made.push(
      random.chance(0.8)
        ? builder.step(
            'Lookup',
            [x, builder.weight({ dtype: 'u8', shape: [256] }, bytes)],
            {},
            type,
          )
        : builder.step('Reshape', [x], { shape: type.shape }, type),
    )
  }
  return builder.finish([made.at(-1)!])
}
