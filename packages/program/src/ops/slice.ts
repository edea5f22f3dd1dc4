import {
  type Operation,
  refuse,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
} from './operation.ts'
import { readElement } from './reads.ts'
import { gather, placeOf, positionOf, stridesOf } from './tensorData.ts'

/** A regular selection along every axis. */
export const slice: Operation<'Slice'> = {
  name: 'Slice',
  code: 9,
  attributes: [
    ['starts', 'rank'],
    ['steps', 'rank'],
    ['sizes', 'rank'],
  ],

  check(step) {
    requireOperands(step, 1)
    const [x] = step.operands
    const { starts, steps, sizes } = step.attributes
    requireType('its output', step.output, [x!.dtype], x!.shape.length)
    requireShape('its output', step.output, sizes)
    for (const [axis, size] of x!.shape.entries()) {
      requireRange(`start ${axis}`, starts[axis]!, 0, size - 1)
      requireRange(`step ${axis}`, steps[axis]!, 1, size)
      const last = starts[axis]! + (sizes[axis]! - 1) * steps[axis]!
      if (last >= size) refuse(`it reads position ${last} of ${size} along axis ${axis}.`)
    }
  },

  interval: (_step, interval) => interval(0),

  evaluate({ attributes: { starts, steps }, operands, output }, [x]) {
    const strides = stridesOf(operands[0]!.shape)
    return gather(output, x!, (position) =>
      position.reduce(
        (place, at, axis) => place + (starts[axis]! + at * steps[axis]!) * strides[axis]!,
        0,
      ),
    )
  },

  lower({ attributes: { starts, steps, sizes } }, graph, value) {
    const ends = starts.map((start, axis) => start + (sizes[axis]! - 1) * steps[axis]! + 1)
    return graph.node('Slice', [
      value(0),
      graph.positions(starts),
      graph.positions(ends),
      graph.positions([...starts.keys()]),
      graph.positions(steps),
    ])
  },

  element({ operands }) {
    return {
      operands: [{ type: operands[0]!, stretches: 1, stretchBytes: 4, aligned: true }],
      loops: 1,
    }
  },

  reads({ attributes: { starts, steps }, operands, output }, element) {
    const at = positionOf(output.shape, element).map((p, axis) => starts[axis]! + p * steps[axis]!)
    return [readElement(operands, 0, placeOf(operands[0]!.shape, at))]
  },
}
