import type { Random } from '../drawing/random.ts'

/** A convolution of square kernels whose output has the size of its input; with a kernel of 1 on one row, a dense layer over a batch. */
export type Layer = {
  readonly inputs: number
  readonly outputs: number
  readonly kernel: number
  /** By output, input, row and column. */
  readonly weights: Float64Array
  readonly bias: Float64Array
}

/** Channel by channel, row by row. */
export type Planes = {
  readonly height: number
  readonly width: number
  readonly values: Float64Array
}

export type Example = { readonly input: Planes; readonly target: Float64Array }

/** Layers with a ReLU between them, and one layer beside them from the input to the output; the two are added up. */
export class Network {
  readonly layers: readonly Layer[]
  readonly beside: Layer

  constructor({
    channels,
    kernel,
    random,
  }: {
    channels: readonly number[]
    kernel: number
    random: Random
  }) {
    this.layers = channels.slice(1).map((outputs, i) => {
      const layer = emptyLayer(channels[i]!, outputs, kernel)
      const spread = Math.sqrt(2 / (layer.inputs * kernel * kernel))
      // The last one begins at zero, so that training begins with what stands beside.
      const share = i === channels.length - 2 ? 0 : spread
      for (const at of layer.weights.keys()) layer.weights[at] = share * random.normal()
      return layer
    })
    this.beside = emptyLayer(channels[0]!, channels.at(-1)!, kernel)
  }

  run(input: Planes): Float64Array {
    const { sum } = this.#forward(input)
    return sum
  }

  /** Steps of Adam along the gradient of the mean squared error; the same examples give the same weights on every machine. */
  train({
    steps,
    rate,
    examples,
  }: {
    steps: number
    /** The first step's rate; it falls to 0 along a line. */
    rate: number
    examples: (step: number) => readonly Example[]
  }): void {
    const states = [...this.layers, this.beside].map((layer) => new Adam(layer))
    for (let step = 0; step < steps; step++) {
      const gradients = states.map(({ layer }) =>
        emptyLayer(layer.inputs, layer.outputs, layer.kernel),
      )
      const batch = examples(step)
      for (const example of batch) this.addGradient(example, gradients, batch.length)
      for (const [i, state] of states.entries())
        state.step(gradients[i]!, rate * (1 - step / steps))
    }
  }

  /** Adds the gradient of an example's mean squared error, as one of `count`: of each layer, then of the one beside. */
  addGradient({ input, target }: Example, gradients: readonly Layer[], count: number): void {
    const { taken, sum } = this.#forward(input)
    const share = 2 / (count * target.length)
    let slope = sum.map((value, i) => share * (value - target[i]!))
    backward(this.beside, input, slope, gradients.at(-1)!)
    for (let i = this.layers.length - 1; i >= 0; i--) {
      const values = taken[i]!
      const before = backward(this.layers[i]!, { ...input, values }, slope, gradients[i]!, i > 0)
      slope = before.map((value, at) => (values[at]! > 0 ? value : 0))
    }
  }

  #forward(input: Planes): { taken: Float64Array[]; sum: Float64Array } {
    const taken: Float64Array[] = []
    let { values } = input
    for (const [i, layer] of this.layers.entries()) {
      taken.push(values)
      values = convolve(layer, { ...input, values })
      if (i < this.layers.length - 1) values = values.map((value) => Math.max(0, value))
    }
    const beside = convolve(this.beside, input)
    return { taken, sum: values.map((value, i) => value + beside[i]!) }
  }
}

/** Zeros. */
export function emptyLayer(inputs: number, outputs: number, kernel: number): Layer {
  const weights = new Float64Array(outputs * inputs * kernel * kernel)
  return { inputs, outputs, kernel, weights, bias: new Float64Array(outputs) }
}

function convolve(layer: Layer, input: Planes): Float64Array {
  const { weights, bias, outputs } = layer
  const area = input.height * input.width
  const result = new Float64Array(outputs * area)
  for (let output = 0; output < outputs; output++)
    result.fill(bias[output]!, output * area, (output + 1) * area)
  const { values } = input
  eachRow(layer, input, (at, from, to, length) => {
    const weight = weights[at]!
    for (let x = 0; x < length; x++) result[to + x]! += weight * values[from + x]!
  })
  return result
}

/** Adds to the gradient what a slope of the output gives, and returns the input's slope where it is asked for. */
function backward(
  layer: Layer,
  input: Planes,
  slope: Float64Array,
  gradient: Layer,
  isAsked = false,
): Float64Array {
  const { weights, outputs } = layer
  const { values } = input
  const area = input.height * input.width
  for (let i = 0; i < slope.length; i++) gradient.bias[Math.floor(i / area)]! += slope[i]!
  const before = new Float64Array(isAsked ? values.length : 0)
  eachRow(layer, input, (at, from, to, length) => {
    let sum = 0
    for (let x = 0; x < length; x++) sum += slope[to + x]! * values[from + x]!
    gradient.weights[at]! += sum
    if (!isAsked) return
    const weight = weights[at]!
    for (let x = 0; x < length; x++) before[from + x]! += weight * slope[to + x]!
  })
  if (slope.length !== outputs * area) throw new RangeError('A slope has the size of its output.')
  return before
}

/** Every weight with each row of the input that it meets, and where in the output that goes. */
function eachRow(
  { inputs, outputs, kernel }: Layer,
  { height, width }: Planes,
  visit: (weight: number, from: number, to: number, length: number) => void,
): void {
  const reach = (kernel - 1) / 2
  for (let output = 0; output < outputs; output++)
    for (let input = 0; input < inputs; input++)
      for (let place = 0; place < kernel * kernel; place++) {
        const down = Math.floor(place / kernel) - reach
        const right = (place % kernel) - reach
        const first = Math.max(0, -right)
        const length = width - Math.abs(right)
        const weight = (output * inputs + input) * kernel * kernel + place
        for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++)
          visit(
            weight,
            (input * height + y + down) * width + first + right,
            (output * height + y) * width + first,
            length,
          )
      }
}

const MEAN_KEPT = 0.9
const SQUARE_KEPT = 0.999

/** Adam (Kingma and Ba 2015) for the numbers of one layer. */
class Adam {
  readonly layer: Layer
  readonly #mean: Layer
  readonly #square: Layer
  #meanLeft = 1
  #squareLeft = 1

  constructor(layer: Layer) {
    this.layer = layer
    this.#mean = emptyLayer(layer.inputs, layer.outputs, layer.kernel)
    this.#square = emptyLayer(layer.inputs, layer.outputs, layer.kernel)
  }

  step(gradient: Layer, rate: number): void {
    this.#meanLeft *= MEAN_KEPT
    this.#squareLeft *= SQUARE_KEPT
    for (const part of ['weights', 'bias'] as const) {
      const [numbers, slopes] = [this.layer[part], gradient[part]]
      const [mean, square] = [this.#mean[part], this.#square[part]]
      for (const [i, slope] of slopes.entries()) {
        mean[i] = MEAN_KEPT * mean[i]! + (1 - MEAN_KEPT) * slope
        square[i] = SQUARE_KEPT * square[i]! + (1 - SQUARE_KEPT) * slope * slope
        const along = mean[i]! / (1 - this.#meanLeft)
        numbers[i]! -= (rate * along) / (Math.sqrt(square[i]! / (1 - this.#squareLeft)) + 1e-8)
      }
    }
  }
}
