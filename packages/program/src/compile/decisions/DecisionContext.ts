import { ProgramBuilder } from '../../ProgramBuilder.ts'
import type { DType, Operand } from '../../program.ts'
import { eachIndex, stridesOf } from '../evaluateConstant.ts'
import { type Constant, sizeOf } from '../floatGraph.ts'
import type { ImportedModel } from '../import/importOnnx.ts'
import { NodeProblem } from '../import/NodeReader.ts'
import { broadcastShapes } from '../inferShape.ts'
import type { Codes, Exact, Fixed, Lookup, Whole } from './Exact.ts'
import { integerWeight, LARGEST, sumRows } from './emitTrees.ts'
import { chooseUnit } from './fixedPoint.ts'
import { ordered, pullBack, type Reading, whole } from './Reading.ts'

/** Room for what is added to a sum of leaves afterwards: 8 times as much. */
const ROOM = 8

/** What the handlers of single operators share: the program so far, and where the model's tensors stand in it. */
export class DecisionContext {
  readonly model: ImportedModel
  readonly builder: ProgramBuilder
  readonly values = new Map<string, Exact>()
  readonly constants: Map<string, Constant>
  /** What each reshaped tensor was before. */
  readonly #reshaped = new Map<number, Operand>()
  /** Whether what is missing (NaN) would go another way than in the model. */
  refusesMissing = false
  /** Whether anything was compared that comes from the input. */
  decides = false
  /** What the classes are called, where they have names. */
  labels: readonly string[] | undefined

  constructor(model: ImportedModel) {
    this.model = model
    this.constants = new Map(model.float.constants)
    const inputs = model.inputs.map((name) => {
      const type = model.float.types.get(name)
      return { name, shape: type?.shape ?? [], reading: type?.dtype === 'f32' ? ordered : whole }
    })
    const only = inputs.length === 1 ? inputs[0] : undefined
    const total = inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
    this.builder = new ProgramBuilder({ dtype: 'i32', shape: only ? stored(only.shape) : [total] })
    let start = 0
    for (const { name, shape, reading } of inputs) {
      const size = sizeOf(shape)
      const part = only
        ? this.builder.input
        : this.builder.step(
            'Slice',
            [this.builder.input],
            { starts: [start], steps: [1], sizes: [size] },
            { dtype: 'i32', shape: [size] },
          )
      start += size
      const operand = this.reshaped(part, shape)
      this.values.set(name, { kind: 'codes', operand, shape, readings: [reading] })
    }
  }

  constant(name: string | undefined, what: string): Constant {
    const constant = this.constants.get(name ?? '')
    if (!constant) throw new NodeProblem(`${what} has to be a constant`, name)
    return constant
  }

  integers(name: string | undefined, what: string): number[] {
    return Array.from(this.constant(name, what).data)
  }

  value(name: string | undefined): Exact | undefined {
    return this.values.get(name ?? '')
  }

  /** An exact tensor of one of some kinds. */
  take<Kind extends Exact['kind']>(
    name: string | undefined,
    ...kinds: Kind[]
  ): Extract<Exact, { kind: Kind }> {
    const value = this.value(name)
    if (!value || !kinds.some((kind) => kind === value.kind))
      throw new NodeProblem('it is not computed exactly from such a tensor', name)
    return value as Extract<Exact, { kind: Kind }>
  }

  dtypeOf(operand: Operand): DType {
    return this.builder.typeOf(operand).dtype
  }

  reshaped(operand: Operand, shape: readonly number[]): Operand {
    const wanted = stored(shape)
    const from = (operand.kind === 'step' && this.#reshaped.get(operand.index)) || operand
    const { dtype, shape: own } = this.builder.typeOf(from)
    if (`${own}` === `${wanted}`) return from
    if (`${this.builder.typeOf(operand).shape}` === `${wanted}`) return operand
    const step = this.builder.step('Reshape', [from], { shape: wanted }, { dtype, shape: wanted })
    if (step.kind === 'step') this.#reshaped.set(step.index, from)
    return step
  }

  transposed(operand: Operand, permutation: readonly number[]): Operand {
    if (permutation.every((axis, i) => axis === i)) return operand
    const { dtype, shape } = this.builder.typeOf(operand)
    const turned = permutation.map((axis) => shape[axis] ?? 1)
    return this.builder.step('Transpose', [operand], { permutation }, { dtype, shape: turned })
  }

  weight(shape: readonly number[], values: ArrayLike<number>): Operand {
    return integerWeight(this.builder, stored(shape), values)
  }

  /** Elements of a tensor by their places in it, each place an integer: of the shape of the places. */
  gathered(places: Operand, from: Operand): Operand {
    const type = this.builder.typeOf(from)
    const flat = this.reshaped(from, [sizeOf(type.shape)])
    const shape = this.builder.typeOf(places).shape
    return this.builder.step('Gather', [places, flat], {}, { dtype: type.dtype, shape })
  }

  /** Sum or difference of two tensors, spread over each other; what they hold is known to fit. */
  added(
    left: Operand,
    right: Operand,
    parameters: { leftSign?: number; rightSign?: number; low?: number; high?: number } = {},
  ): Operand {
    const { leftSign = 1, rightSign = 1, low = -LARGEST, high = LARGEST } = parameters
    const [a, b, shape] = this.spread(left, right)
    return this.builder.step(
      'AddWide',
      [a, b],
      { leftSign, rightSign, grow: 0, low, high },
      { dtype: 'i32', shape },
    )
  }

  compared(kind: '<' | '==' | '<=', left: Operand, right: Operand): Operand {
    const [a, b, shape] = this.spread(left, right)
    const attributes = { kind: ['<', '==', '<='].indexOf(kind), grow: 0 }
    return this.builder.step('Compare', [a, b], attributes, { dtype: 'u8', shape })
  }

  /** Where (0 or 1) `value < threshold`, `<=` or `==` holds (or does not, where negated). */
  tested(
    kind: '<' | '<=' | '==',
    value: Codes | Whole | Fixed,
    threshold: Constant | Lookup,
    negated: boolean,
  ): Whole {
    this.decides = true
    if (value.kind === 'codes') this.refusesMissing = true
    const shape = broadcastShapes(value.shape, threshold.shape)
    if (!shape)
      throw new NodeProblem(`[${value.shape}] and [${threshold.shape}] cannot be compared`)
    const { bounds, flags } = this.#bounds(kind, value, threshold)
    const at = 'index' in threshold ? threshold : undefined
    const table = (values: ArrayLike<number>, rest: readonly number[]) =>
      at ? this.#rows(at, values) : this.weight(rest, values)
    const bound = table(bounds.data, bounds.shape)
    const wanted = flags.map((flag) => (negated ? 1 - flag : flag))
    const operand = () => {
      if (kind === '==') {
        const equal = this.compared('==', value.operand, bound)
        return negated ? this.compared('==', equal, this.weight([1], [0])) : equal
      }
      if (wanted.every((flag) => flag === 1)) return this.compared('<', value.operand, bound)
      if (wanted.every((flag) => flag === 0)) return this.compared('<=', bound, value.operand)
      const isLess = this.compared('<', value.operand, bound)
      return this.compared('==', isLess, table(wanted, bounds.shape))
    }
    const opposite = () => this.tested(kind, value, threshold, !negated)
    const result = this.reshaped(operand(), shape)
    return { kind: 'whole', operand: result, shape, low: 0, high: 1, opposite }
  }

  /** The sum along axes, which stay with a size of 1 or go. */
  summed(value: Fixed | Lookup | Whole, axes: readonly number[], keepDims: boolean): Fixed | Whole {
    const count = axes.reduce((product, axis) => product * (value.shape[axis] ?? 1), 1)
    const from = value.kind === 'lookup' ? this.fixed(value, count) : value
    const { shape } = from
    const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
    const rest = kept.map((axis) => shape[axis] ?? 1)
    const turned = this.transposed(this.reshaped(from.operand, shape), [...kept, ...axes])
    const sums = sumRows(this.builder, this.reshaped(turned, [...rest, count]))
    const result = keepDims ? shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)) : rest
    const operand = this.reshaped(sums, result)
    const most = count * (from.kind === 'fixed' ? from.most : Math.max(-from.low, from.high))
    if (most > LARGEST) throw new NodeProblem('its sums do not fit 32 bits')
    if (from.kind === 'fixed') return { ...from, operand, shape: result, most }
    const { low, high } = from
    return { kind: 'whole', operand, shape: result, low: low * count, high: high * count }
  }

  /** Numbers of a table as multiples of the finest unit in which `count` of them, and more, can be added up. */
  fixed(value: Lookup, count = 1): Fixed {
    const { table } = value
    if (table.data.some((number) => !Number.isFinite(number)))
      throw new NodeProblem('its table holds a number that is not finite')
    const unit = chooseUnit(table.data, count * ROOM)
    const units = Array.from(table.data, (number) => Math.round(number / unit))
    const operand = this.reshaped(this.#rows(value, units), value.shape)
    const most = units.reduce((largest, number) => Math.max(largest, Math.abs(number)), 0)
    return { kind: 'fixed', operand, shape: value.shape, unit, most }
  }

  /** Two operands of one rank, and the shape that they give together. */
  spread(left: Operand, right: Operand): [left: Operand, right: Operand, shape: number[]] {
    const [a, b] = [left, right].map((operand) => this.builder.typeOf(operand).shape)
    const shape = broadcastShapes(a ?? [], b ?? [])
    if (!shape) throw new NodeProblem(`[${a}] and [${b}] cannot be joined`)
    const widened = (operand: Operand, own: readonly number[] = []) =>
      this.reshaped(operand, [...Array<number>(shape.length - own.length).fill(1), ...own])
    return [widened(left, a), widened(right, b), shape]
  }

  /** Rows of a table of integers that has the table's place, and, taken from it, the lookup's shape. */
  #rows({ index, table, shape }: Lookup, values: ArrayLike<number>): Operand {
    const rows = this.builder.step(
      'Gather',
      [index, this.weight(table.shape, values)],
      {},
      {
        dtype: 'i32',
        shape: [...this.builder.typeOf(index).shape, ...table.shape.slice(1)],
      },
    )
    return this.reshaped(rows, shape)
  }

  /** For each threshold the integer that bounds where the condition holds, and whether it holds below it. */
  #bounds(kind: '<' | '<=' | '==', value: Codes | Whole | Fixed, threshold: Constant | Lookup) {
    const isTable = 'index' in threshold
    const constant = isTable ? threshold.table : threshold
    if (constant.data.some(Number.isNaN)) throw new NodeProblem('a threshold is not a number')
    const readings = readingsOf(value)
    const [first] = readings
    const isAlike = readings.every((reading) => reading === first)
    const chosen = value.kind === 'codes' ? value.chosen : undefined
    const own =
      isTable && chosen?.index === threshold.index && constant.shape.length === 1
        ? chosen
        : undefined
    if (!isAlike && isTable && !own)
      throw new NodeProblem(
        'its features are scaled each in its own way before an index chooses among them; train the trees without a scaler',
      )
    const columns = own || isAlike ? 1 : readings.length
    const shape = broadcastShapes(constant.shape, columns > 1 ? [columns] : []) ?? []
    const flags: number[] = []
    const data: number[] = []
    const strides = stridesOf(constant.shape)
    const missing = shape.length - constant.shape.length
    eachIndex(shape, (index, place) => {
      const from = constant.shape.reduce(
        (sum, extent, axis) =>
          sum + (extent === 1 ? 0 : (index[axis + missing] ?? 0) * (strides[axis] ?? 0)),
        0,
      )
      const reading = own?.readings[place] ?? readings[columns > 1 ? (index.at(-1) ?? 0) : 0]
      if (!reading) throw new Error('A feature has no reading.')
      if (kind === '==') {
        const [low, high] = (['<', '<='] as const).map((sign) =>
          pullBack(reading, sign, constant.data[from] ?? 0),
        )
        if (!low || !high || Math.abs(high.bound - low.bound) > 1)
          throw new NodeProblem('its features are scaled before they are held equal')
        // Nothing is equal to a number that no input can have.
        data.push(high.bound === low.bound ? -LARGEST - 1 : Math.min(low.bound, high.bound))
        flags.push(1)
        return
      }
      const test = pullBack(reading, kind, constant.data[from] ?? 0)
      data.push(test.bound)
      flags.push(test.below ? 1 : 0)
    })
    return { bounds: { shape, data }, flags }
  }
}

function readingsOf(value: Codes | Whole | Fixed): readonly Reading[] {
  if (value.kind === 'codes') return value.readings
  if (value.kind === 'whole') return [whole]
  const { unit } = value
  return [{ ...whole, numberOf: (code) => code * unit }]
}

export function stored(shape: readonly number[]): readonly number[] {
  return shape.length === 0 ? [1] : shape
}
