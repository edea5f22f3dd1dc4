import type { MaxPoolAttributes } from '../program.ts'
import { type Operation, refuse, requireOperands, requireShape, requireType } from './operation.ts'
import { positionOf, zeros } from './tensorData.ts'
import { checkWindow, readWindow, windowAttributes, windowOutput, windowSource } from './window.ts'

/** The largest byte of each window, channel by channel. */
export const maxPool: Operation<'MaxPool'> = {
  name: 'MaxPool',
  code: 7,
  attributes: [
    ['kernel', 2],
    ['strides', 2],
    ['pads', 4],
    ['dilations', 2],
  ],

  check(step) {
    requireOperands(step, 1)
    const [x] = step.operands
    requireType('x', x!, ['u8'], 4)
    const window = step.attributes
    checkWindow(window)
    const [batch, height, width, channels] = x!.shape
    const [outputHeight, outputWidth] = windowOutput(window, [height!, width!])
    requireType('its output', step.output, ['u8'])
    requireShape('its output', step.output, [batch!, outputHeight, outputWidth, channels!])
    for (const axis of [0, 1] as const) {
      const empty = emptyWindow(
        window,
        axis,
        [height!, width!][axis]!,
        [outputHeight, outputWidth][axis]!,
      )
      if (empty !== undefined)
        refuse(`window ${empty} along axis ${axis + 1} would see nothing but padding.`)
    }
  },

  interval: (_step, interval) => interval(0),

  evaluate({ attributes, operands, output }, [x]) {
    const [, height, width, channels] = operands[0]!.shape
    const [batch, outputHeight, outputWidth] = output.shape
    const [kernelHeight, kernelWidth] = attributes.kernel
    const result = zeros(output)
    let at = 0
    for (let n = 0; n < batch!; n++)
      for (let oh = 0; oh < outputHeight!; oh++)
        for (let ow = 0; ow < outputWidth!; ow++)
          for (let c = 0; c < channels!; c++) {
            let largest = 0
            for (let kh = 0; kh < kernelHeight; kh++)
              for (let kw = 0; kw < kernelWidth; kw++) {
                const ih = windowSource(attributes, 0, oh, kh)
                const iw = windowSource(attributes, 1, ow, kw)
                if (ih < 0 || ih >= height! || iw < 0 || iw >= width!) continue
                largest = Math.max(largest, x![((n * height! + ih) * width! + iw) * channels! + c]!)
              }
            result[at++] = largest
          }
    return result
  },

  lower(step, graph, value) {
    return graph.microsoft('NhwcMaxPool', [value(0)], windowAttributes(step.attributes))
  },

  element({ attributes, operands }) {
    const [kernelHeight, kernelWidth] = attributes.kernel
    const [x] = operands
    const row = (kernelWidth - 1) * attributes.dilations[1] * x!.shape[3]! + 1
    // As for Conv2d: a row of the window as one stretch, or pixel by pixel where what lies between is long.
    const whole = row <= kernelWidth * 256
    return {
      operands: [
        whole
          ? { type: x!, stretches: kernelHeight, stretchBytes: row }
          : { type: x!, stretches: kernelHeight * kernelWidth, stretchBytes: 1 },
      ],
      loops: kernelHeight * kernelWidth,
      loopGas: 1_050,
    }
  },

  reads({ attributes, operands, output }, element) {
    const at = positionOf(output.shape, element)
    const seen = readWindow(attributes, operands[0]!, at, at[3]!, 1)
    return seen === undefined ? [] : [seen]
  },
}

/** A window along one axis that sees no real element; undefined where each sees one. */
function emptyWindow(
  window: MaxPoolAttributes,
  axis: 0 | 1,
  size: number,
  outputs: number,
): number | undefined {
  const dilation = window.dilations[axis]
  // Windows that begin in the padding before the image. The first has the longest way to the image.
  const begin = windowSource(window, axis, 0, 0)
  if (begin < 0 && Math.ceil(-begin / dilation) >= window.kernel[axis]) return 0
  // A window may step over an image that is smaller than its dilation.
  if (dilation > size)
    for (let o = 0; o < outputs; o++) {
      const start = windowSource(window, axis, o, 0)
      if (start >= 0) break
      if (start + Math.ceil(-start / dilation) * dilation >= size) return o
    }
  // The others begin with a real element, unless the last one begins after the image.
  return windowSource(window, axis, outputs - 1, 0) < size ? undefined : outputs - 1
}
