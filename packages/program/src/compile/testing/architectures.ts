import { NetBuilder } from './NetBuilder.ts'

type Options = { opset?: number; seed?: number }

/** Small nets with random weights, each in the style of an architecture that people bring. */
export const architectures: Record<string, (options?: Options) => Uint8Array> = {
  residual(options) {
    const net = new NetBuilder({ x: ['N', 3, 32, 32] }, options)
    let x = net.maxPool(net.convNormRelu('x', [3, 16], { kernel: 7, stride: 2, pad: 3 }))
    for (const [from, to, stride] of [
      [16, 16, 1],
      [16, 32, 2],
      [32, 32, 1],
    ] as const) {
      const inner = net.convNormRelu(x, [from, to], { stride })
      const main = net.norm(net.conv(inner, [to, to], { bias: false }), to)
      const short =
        from === to ? x : net.norm(net.conv(x, [from, to], { kernel: 1, stride, bias: false }), to)
      x = net.relu(net.node('Add', [main, short]))
    }
    return net.finish([net.classify(x, [32, 10])])
  },

  inception(options) {
    const net = new NetBuilder({ x: [1, 3, 32, 32] }, options)
    const first = net.relu(net.conv('x', [3, 16], { kernel: 5, stride: 2 }))
    let x = net.node('LRN', [net.maxPool(first)], {
      size: 5,
      alpha: { float: 1e-4 },
      beta: { float: 0.75 },
      bias: { float: 1 },
    })
    let channels = 16
    for (const width of [8, 12]) {
      const one = net.relu(net.conv(x, [channels, width], { kernel: 1 }))
      const three = net.relu(
        net.conv(net.relu(net.conv(x, [channels, width], { kernel: 1 })), [width, width]),
      )
      const five = net.relu(
        net.conv(net.relu(net.conv(x, [channels, 4], { kernel: 1 })), [4, width], { kernel: 5 }),
      )
      const pooled = net.node('AveragePool', [x], {
        kernel_shape: [3, 3],
        strides: [1, 1],
        pads: [1, 1, 1, 1],
      })
      const pool = net.relu(net.conv(pooled, [channels, width], { kernel: 1 }))
      x = net.node('Concat', [one, three, five, pool], { axis: 1 })
      channels = 4 * width
    }
    const mean = net.node('AveragePool', [x], { kernel_shape: [8, 8] })
    const flat = net.node('Dropout', [net.reshape(mean, [1, channels])])
    return net.finish([net.softmax(net.dense(flat, [channels, 10]), 1)])
  },

  dense(options) {
    const net = new NetBuilder({ x: [1, 3, 24, 24] }, options)
    let x = net.convNormRelu('x', [3, 16])
    let channels = 16
    for (let block = 0; block < 2; block++) {
      for (let layer = 0; layer < 3; layer++) {
        const inner = net.conv(net.relu(net.norm(x, channels)), [channels, 16], {
          kernel: 1,
          bias: false,
        })
        const grown = net.conv(net.relu(net.norm(inner, 16)), [16, 8], { bias: false })
        x = net.node('Concat', [x, grown], { axis: 1 })
        channels += 8
      }
      const half = channels / 2
      const squeezed = net.conv(net.relu(net.norm(x, channels)), [channels, half], {
        kernel: 1,
        bias: false,
      })
      x = net.node('AveragePool', [squeezed], { kernel_shape: [2, 2], strides: [2, 2] })
      channels = half
    }
    return net.finish([net.classify(net.relu(net.norm(x, channels)), [channels, 10])])
  },

  shuffle(options) {
    const net = new NetBuilder({ x: [1, 3, 32, 32] }, options)
    const shuffle = (x: string, channels: number, size: number) => {
      const apart = net.reshape(x, [1, 2, channels / 2, size, size])
      const turned = net.node('Transpose', [apart], { perm: [0, 2, 1, 3, 4] })
      return net.reshape(turned, [1, channels, size, size])
    }
    let x = net.maxPool(net.convNormRelu('x', [3, 24], { stride: 2 }))
    const left = net.norm(net.conv(x, [24, 24], { stride: 2, group: 24, bias: false }), 24)
    const leftOut = net.convNormRelu(left, [24, 24], { kernel: 1 })
    const right = net.convNormRelu(x, [24, 24], { kernel: 1 })
    const depth = net.norm(net.conv(right, [24, 24], { stride: 2, group: 24, bias: false }), 24)
    const rightOut = net.convNormRelu(depth, [24, 24], { kernel: 1 })
    x = shuffle(net.node('Concat', [leftOut, rightOut], { axis: 1 }), 48, 4)
    const [keep = '', work = ''] = net.split(x, [24, 24])
    const inner = net.convNormRelu(work, [24, 24], { kernel: 1 })
    const spatial = net.norm(net.conv(inner, [24, 24], { group: 24, bias: false }), 24)
    const done = net.convNormRelu(spatial, [24, 24], { kernel: 1 })
    x = shuffle(net.node('Concat', [keep, done], { axis: 1 }), 48, 4)
    const grouped = net.convNormRelu(x, [48, 48], { kernel: 1, group: 2 })
    const mean = net.node(
      'ReduceMean',
      [grouped],
      net.opset < 18 ? { axes: [2, 3], keepdims: 0 } : { keepdims: 0 },
    )
    if (net.opset >= 18) {
      const reduce = net.nodes.at(-1)
      if (reduce)
        net.nodes[net.nodes.length - 1] = {
          ...reduce,
          inputs: [...reduce.inputs, net.integers([2, 3])],
        }
    }
    return net.finish([net.dense(mean, [48, 10])])
  },

  squeeze(options) {
    const net = new NetBuilder({ x: [1, 3, 33, 33] }, options)
    let x = net.maxPool(net.relu(net.conv('x', [3, 16], { stride: 2, pad: 0 })), 3, 2, 0)
    let channels = 16
    for (const width of [8, 12]) {
      const squeezed = net.relu(net.conv(x, [channels, width], { kernel: 1 }))
      const small = net.relu(net.conv(squeezed, [width, 16], { kernel: 1 }))
      const large = net.relu(net.conv(squeezed, [width, 16]))
      x = net.node('Concat', [small, large], { axis: 1 })
      channels = 32
    }
    const classes = net.relu(net.conv(net.node('Dropout', [x]), [channels, 10], { kernel: 1 }))
    const mean = net.node('GlobalAveragePool', [classes])
    return net.finish([net.softmax(net.node('Flatten', [mean]), 1)])
  },

  mobile(options) {
    const net = new NetBuilder({ x: [1, 3, 32, 32] }, options)
    let x = net.relu6(net.norm(net.conv('x', [3, 16], { stride: 2, bias: false }), 16))
    for (const stride of [1, 2]) {
      const wide = net.relu6(net.norm(net.conv(x, [16, 48], { kernel: 1, bias: false }), 48))
      const depth = net.relu6(
        net.norm(net.conv(wide, [48, 48], { stride, group: 48, bias: false }), 48),
      )
      const mean = net.node('GlobalAveragePool', [depth])
      const gate = net.node('Sigmoid', [
        net.conv(net.relu(net.conv(mean, [48, 12], { kernel: 1 })), [12, 48], { kernel: 1 }),
      ])
      const scaled = net.node('Mul', [depth, gate])
      const narrow = net.norm(net.conv(scaled, [48, 16], { kernel: 1, bias: false }), 16)
      x = stride === 1 ? net.node('Add', [narrow, x]) : narrow
    }
    const last = net.conv(x, [16, 32], { kernel: 1 })
    const swish = net.node('Mul', [last, net.node('Sigmoid', [last])])
    return net.finish([net.classify(swish, [32, 10])])
  },

  detector(options) {
    const net = new NetBuilder({ x: [1, 3, 32, 32] }, options)
    const coarse = net.convNormRelu(net.convNormRelu('x', [3, 16], { stride: 2 }), [16, 32], {
      stride: 2,
    })
    const deep = net.convNormRelu(coarse, [32, 32], { stride: 2 })
    const up = net.double(deep)
    const joined = net.convNormRelu(net.node('Concat', [up, coarse], { axis: 1 }), [64, 32])
    const boxes: string[] = []
    const scores: string[] = []
    for (const [feature, size] of [
      [deep, 4],
      [joined, 8],
    ] as const) {
      const flat = (x: string, width: number) =>
        net.reshape(net.node('Transpose', [x], { perm: [0, 2, 3, 1] }), [1, size * size * 2, width])
      boxes.push(flat(net.conv(feature, [32, 8]), 4))
      scores.push(flat(net.conv(feature, [32, 6]), 3))
    }
    const box = net.node('Concat', boxes, { axis: 1 })
    const score = net.softmax(net.node('Concat', scores, { axis: 1 }), 2)
    const [centre = '', extent = ''] = net.split(box, [2, 2], 2)
    const sized = net.node('Exp', [net.node('Mul', [extent, net.constant([1], [0.2])])])
    const half = net.node('Mul', [sized, net.constant([1], [0.5])])
    const low = net.node('Sub', [centre, half])
    const high = net.node('Add', [centre, half])
    return net.finish([net.node('Concat', [low, high], { axis: 2 }), score])
  },

  attention(options) {
    const net = new NetBuilder({ x: [1, 3, 16, 16] }, options)
    const patches = net.conv('x', [3, 32], { kernel: 4, stride: 4, pad: 0 })
    const tokens = net.node('Transpose', [net.reshape(patches, [1, 32, 16])], { perm: [0, 2, 1] })
    const place = net.node('Add', [tokens, net.weights([1, 16, 32], 0.3)])
    const linear = (x: string, from: number, to: number) =>
      net.node('Add', [
        net.node('MatMul', [x, net.weights([from, to], Math.sqrt(1 / from))]),
        net.weights([to], 0.1),
      ])
    const heads = (x: string, perm: number[]) =>
      net.node('Transpose', [net.reshape(x, [1, 16, 2, 16])], { perm })
    const q = heads(linear(place, 32, 32), [0, 2, 1, 3])
    const k = heads(linear(place, 32, 32), [0, 2, 3, 1])
    const v = heads(linear(place, 32, 32), [0, 2, 1, 3])
    const scores = net.node('Mul', [net.node('MatMul', [q, k]), net.constant([], [0.25])])
    const mixed = net.node('MatMul', [net.softmax(scores, net.opset < 13 ? 3 : -1), v])
    const joined = net.reshape(net.node('Transpose', [mixed], { perm: [0, 2, 1, 3] }), [1, 16, 32])
    const added = net.node('Add', [linear(joined, 32, 32), place])
    const wide = linear(added, 32, 64)
    const bent = net.node('Mul', [
      net.node('Mul', [wide, net.constant([], [0.5])]),
      net.node('Add', [
        net.node('Erf', [net.node('Div', [wide, net.constant([], [Math.SQRT2])])]),
        net.constant([], [1]),
      ]),
    ])
    const out = net.node('Add', [linear(bent, 64, 32), added])
    return net.finish([net.dense(net.reshape(out, [1, 512]), [512, 10])])
  },
}
