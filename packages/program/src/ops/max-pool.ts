import { type Operation, refuse, requireOperands, requireShape, requireType } from './operation.ts'
import { zeros } from './tensor-data.ts'
import { checkWindow, windowAttributes, windowOutput, windowSource } from './window.ts'

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
      const size = [height!, width!][axis]!
      for (let o = 0; o < [outputHeight, outputWidth][axis]!; o++) {
        const sources = Array.from({ length: window.kernel[axis] }, (_, k) =>
          windowSource(window, axis, o, k),
        )
        if (!sources.some((source) => source >= 0 && source < size))
          refuse(`window ${o} along axis ${axis + 1} would see nothing but padding.`)
      }
    }
  },

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
    const window = kernelHeight * kernelWidth
    return { operands: [{ type: operands[0]!, stretches: window, stretchBytes: 1 }], loops: window }
  },
}
