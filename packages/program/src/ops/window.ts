import type { TensorType } from '../program.ts'
import { refuse, requireRange } from './operation.ts'
import type { OperandRead } from './reads.ts'
import { stridesOf } from './tensorData.ts'

/** How a kernel moves over an image. */
export interface Window {
  readonly kernel: readonly [height: number, width: number]
  readonly strides: readonly [height: number, width: number]
  readonly pads: readonly [top: number, left: number, bottom: number, right: number]
  readonly dilations: readonly [height: number, width: number]
}

const LARGEST = 4096

export function checkWindow({ kernel, strides, pads, dilations }: Window): void {
  for (const size of kernel) requireRange('a kernel size', size, 1, LARGEST)
  for (const size of strides) requireRange('a stride', size, 1, LARGEST)
  for (const size of dilations) requireRange('a dilation', size, 1, LARGEST)
  for (const size of pads) requireRange('a pad', size, 0, LARGEST)
}

/** The output's height and width for an image's. */
export function windowOutput(
  { kernel, strides, pads, dilations }: Window,
  image: readonly [height: number, width: number],
): [height: number, width: number] {
  const [height, width] = [0, 1].map((axis) => {
    const padded = image[axis]! + pads[axis]! + pads[axis + 2]!
    const extent = (kernel[axis]! - 1) * dilations[axis]! + 1
    if (padded < extent)
      refuse(`a kernel that spans ${extent} does not fit an image of ${padded} with its padding.`)
    return Math.floor((padded - extent) / strides[axis]!) + 1
  })
  return [height!, width!]
}

/** Where in the image the kernel's element k looks for output position o along one axis; outside where padded. */
export function windowSource(window: Window, axis: 0 | 1, output: number, k: number): number {
  return output * window.strides[axis] + k * window.dilations[axis] - window.pads[axis]
}

/** The kernel's elements that lie in the image along one axis, as positions of the image. */
function inside(window: Window, axis: 0 | 1, output: number, size: number): number[] {
  return Array.from({ length: window.kernel[axis] }, (_, k) =>
    windowSource(window, axis, output, k),
  ).filter((position) => position >= 0 && position < size)
}

/**
 * What a window sees of operand 0: `length` channels of each of its pixels that lie in the image, from `channel` on;
 * undefined where it lies in the padding.
 */
export function readWindow(
  window: Window,
  image: TensorType,
  [n, oh, ow]: readonly number[],
  channel: number,
  length: number,
): OperandRead | undefined {
  const [, height, width] = image.shape
  const strides = stridesOf(image.shape)
  const columns = inside(window, 1, ow!, width!)
  const stretches = inside(window, 0, oh!, height!).flatMap((ih) =>
    columns.map((iw) => ({
      from: n! * strides[0]! + ih * strides[1]! + iw * strides[2]! + channel,
      length,
    })),
  )
  return stretches.length === 0 ? undefined : { position: 0, stretches }
}

/** The window as ONNX attributes. */
export function windowAttributes(window: Window): Readonly<Record<string, readonly number[]>> {
  return {
    kernel_shape: window.kernel,
    strides: window.strides,
    pads: window.pads,
    dilations: window.dilations,
  }
}
