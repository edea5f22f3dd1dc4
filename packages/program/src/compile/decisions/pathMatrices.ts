import type { Operand } from '../../program.ts'
import { type Constant, sizeOf } from '../floatGraph.ts'
import { NodeProblem, type NodeReader } from '../import/NodeReader.ts'
import type { DecisionContext } from './DecisionContext.ts'
import type { Codes, Exact, Lookup, Paths, Whole } from './Exact.ts'
import { LARGEST } from './emitTrees.ts'
import { ordered, whole } from './Reading.ts'

/**
 * Products of matrices as Hummingbird writes trees with them: features by one-hot rows, conditions by the paths of the leaves, and
 * leaves by their numbers. Each is computed as what it says, not as a product.
 */
export function product(context: DecisionContext, node: NodeReader): Exact {
  const [left = '', right = ''] = node.inputs
  const isFlipped = node.op === 'Gemm' && node.int(isConstant(left) ? 'transA' : 'transB', 0) !== 0
  const held = context.constant(isConstant(left) ? left : right, 'one of its matrices')
  const matrix = isFlipped ? transposed(held) : held
  const value = context.take(isConstant(left) ? right : left, 'codes', 'whole')
  if (value.kind === 'codes') {
    return isConstant(left)
      ? chooseFeatures(context, value, matrix, 'first')
      : chooseFeatures(context, value, transposed(matrix), 'last')
  }
  if (!isConstant(left)) throw new NodeProblem('conditions are multiplied from the right')
  return value.paths?.bound ? leafValues(context, value, matrix) : sumPaths(context, value, matrix)

  function isConstant(name: string): boolean {
    return context.constants.has(name)
  }
}

function transposed({ shape, data, ...rest }: Constant): Constant {
  if (shape.length !== 2) throw new NodeProblem(`[${shape}] is no matrix`)
  const [high = 0, wide = 0] = shape
  const turned = new Float64Array(data.length)
  for (let row = 0; row < high; row++)
    for (let column = 0; column < wide; column++)
      turned[column * high + row] = data[row * wide + column] ?? 0
  return { ...rest, shape: [wide, high], data: turned }
}

/** For each row of a matrix of zeros and ones the feature that it names; a row of zeros gives 0. */
function chooseFeatures(
  context: DecisionContext,
  value: Codes,
  matrix: Constant,
  axis: 'first' | 'last',
): Codes {
  const { shape, readings } = value
  const [high = 0, wide = 0] = matrix.shape
  const along = axis === 'first' ? 0 : shape.length - 1
  const rest = sizeOf(shape) / (shape[along] ?? 1)
  if (matrix.shape.length !== 2 || shape.length !== 2 || shape[along] !== wide || rest !== 1)
    throw new NodeProblem(`[${matrix.shape}] does not choose among features [${shape}]`)
  const [reading] = readings
  const isPlain = readings.every((one) => one === ordered) || readings.every((one) => one === whole)
  if (!reading || !isPlain)
    throw new NodeProblem(
      'features are scaled before a matrix chooses among them; train the trees without a scaler',
    )
  const places = Array.from({ length: high }, (_, row) => {
    let chosen = wide
    for (let column = 0; column < wide; column++) {
      const entry = matrix.data[row * wide + column] ?? 0
      if (entry === 0) continue
      if (entry !== 1 || chosen < wide)
        throw new NodeProblem(`row ${row} of its matrix adds up features`)
      chosen = column
    }
    return chosen
  })
  // The number 0 stands after the features.
  const zero = context.weight([1], [0])
  const flat = context.reshaped(value.operand, [wide])
  const type = { dtype: 'i32' as const, shape: [wide + 1] }
  const all = context.builder.step('Concat', [flat, zero], { axis: 0 }, type)
  const result = axis === 'first' ? [high, 1] : [1, high]
  const operand = context.gathered(context.weight(result, places), all)
  return { kind: 'codes', operand, shape: result, readings: [reading] }
}

/** For each path how many of its conditions hold, less those that hold and should not. */
function sumPaths(context: DecisionContext, value: Whole, matrix: Constant): Whole {
  const { shape } = value
  const rank = matrix.shape.length
  const [trees = 0, leaves = 0, nodes = 0] = rank === 2 ? [1, ...matrix.shape] : matrix.shape
  const fits = (rank === 2 || rank === 3) && shape.length === rank && shape.at(-1) === 1
  if (!fits || shape.at(-2) !== nodes || sizeOf(shape) !== trees * nodes)
    throw new NodeProblem(`[${matrix.shape}] are no paths over conditions [${shape}]`)
  if (value.low < 0 || value.high > 1) throw new NodeProblem('its paths are over no conditions')
  const sums = Array.from({ length: trees * leaves }, (_, path) => {
    const tree = Math.floor(path / leaves)
    const entries: { place: number; sign: number }[] = []
    for (let i = 0; i < nodes; i++) {
      const sign = matrix.data[path * nodes + i] ?? 0
      if (Math.abs(sign) > 1 || !Number.isInteger(sign))
        throw new NodeProblem(`a path weighs a condition by ${sign}`)
      if (sign !== 0) entries.push({ place: tree * nodes + i, sign })
    }
    return entries
  })
  const longest = Math.max(1, ...sums.map((entries) => entries.length))
  const table = [trees * leaves, longest]
  const at = (i: number) => sums[Math.floor(i / longest)]?.[i % longest]
  const cells = Array.from({ length: sizeOf(table) }, (_, i) => at(i))
  const places = context.weight(
    table,
    cells.map((entry) => entry?.place ?? 0),
  )
  const signs = cells.map((entry) => entry?.sign ?? 0)
  const conditions = context.gathered(places, value.operand)
  const [x, s] = context.spread(conditions, context.weight(table, signs))
  const scale = { shift: 0, mode: 0, grow: 0, low: -LARGEST, high: LARGEST }
  const signed = context.builder.step('Scale', [x, s], scale, { dtype: 'i32', shape: table })
  const held: Whole = { kind: 'whole', operand: signed, shape: table, low: -1, high: 1 }
  const sum = context.summed(held, [1], false) as Whole
  const result = rank === 2 ? [leaves, 1] : [trees, leaves, 1]
  const operand = context.reshaped(sum.operand, result)
  return { ...sum, operand, shape: result, paths: { trees, leaves, nodes, matrix } }
}

/** Remembers which sum each path has where it is taken. */
export function takenPaths(
  value: Exact | undefined,
  bound: Constant | undefined,
): Paths | undefined {
  if (value?.kind !== 'whole' || !value.paths || !bound) return
  const { paths } = value
  return bound.data.length === paths.trees * paths.leaves ? { ...paths, bound } : undefined
}

/** The number of the one path of each tree that is taken. */
function leafValues(context: DecisionContext, value: Whole, matrix: Constant): Lookup {
  const { paths } = value
  if (!paths?.bound) throw new NodeProblem('its leaves are not told by paths')
  const { trees, leaves } = paths
  const rank = matrix.shape.length
  const [sets = 0, targets = 0, count = 0] = rank === 2 ? [1, ...matrix.shape] : matrix.shape
  if (sets !== trees || count !== leaves || sizeOf(value.shape) !== trees * leaves)
    throw new NodeProblem(`numbers [${matrix.shape}] do not fit ${trees} trees of ${leaves} leaves`)
  const numberOf = (path: number, target: number) => {
    const tree = Math.floor(path / leaves)
    return matrix.data[(tree * targets + target) * leaves + (path % leaves)] ?? 0
  }
  const counts = Array.from({ length: trees }, (_, tree) => {
    const own = Array.from({ length: leaves }, (_, leaf) => tree * leaves + leaf)
    // A path that fills a smaller tree up asks for nothing and adds nothing.
    const isFiller = (path: number) =>
      conditionsOf(paths, path).length === 0 &&
      Array.from({ length: targets }, (_, target) => numberOf(path, target)).every((n) => n === 0)
    const real = own.filter((path) => !isFiller(path))
    requireOnePath(paths, real)
    return own.map((path) => (real.includes(path) ? 1 : 0))
  }).flat()
  const table = [trees, leaves]
  const taken = context.reshaped(value.operand, table)
  const [x, s] = context.spread(taken, context.weight(table, counts))
  const scale = { shift: 0, mode: 0, grow: 0, low: 0, high: 1 }
  const real = context.builder.step('Scale', [x, s], scale, { dtype: 'i32', shape: table })
  const output = { dtype: 'i32' as const, shape: [trees] }
  const leaf = context.builder.step('ArgMax', [real], {}, output)
  const firsts = Array.from({ length: trees }, (_, tree) => tree * leaves)
  const index: Operand = context.added(leaf, context.weight([trees], firsts))
  const data = Float64Array.from({ length: trees * leaves * targets }, (_, i) =>
    numberOf(Math.floor(i / targets), i % targets),
  )
  const lookup = { dtype: 'f32' as const, shape: [trees * leaves, targets], data }
  const shape = rank === 2 ? [targets, 1] : [trees, targets, 1]
  return { kind: 'lookup', index, table: lookup, shape }
}

function conditionsOf({ nodes, matrix }: Paths, path: number): [place: number, sign: number][] {
  const conditions: [number, number][] = []
  for (let i = 0; i < nodes; i++) {
    const sign = matrix.data[path * nodes + i] ?? 0
    if (sign !== 0) conditions.push([i, sign])
  }
  return conditions
}

/**
 * Proves that one of these paths is taken, and no other, whatever the conditions are: any two of them ask a condition for opposite
 * answers, and together they leave no answers out.
 */
function requireOnePath(paths: Paths, real: readonly number[]): void {
  const asked = real.map((path) => new Map(conditionsOf(paths, path)))
  asked.forEach((conditions, i) => {
    const positive = [...conditions.values()].filter((sign) => sign > 0).length
    if (paths.bound?.data[real[i] ?? 0] !== positive)
      throw new NodeProblem('a leaf is taken where not all conditions of its path hold')
    for (const others of asked.slice(0, i)) {
      if ([...conditions].some(([place, sign]) => others.get(place) === -sign)) continue
      throw new NodeProblem('two leaves of a tree may be taken at once')
    }
  })
  const covered = asked.reduce((sum, conditions) => sum + 2 ** -conditions.size, 0)
  if (covered !== 1) throw new NodeProblem('of some conditions no leaf of a tree is taken')
}
