import type { CompileProblem } from './CompileError.ts'
import { isInteger } from './evaluateConstant.ts'
import { type FloatGraph, sizeOf } from './floatGraph.ts'
import type { ImportedModel } from './import/importOnnx.ts'
import type { CalibrationInput } from './quantize/calibrate.ts'

/** One input of the model as plain numbers in the ONNX input's own layout, or several by name. */
export type CompileInput = ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>

export type GivenData = {
  calibration: CalibrationInput[]
  heldOut: CalibrationInput[]
  problems: CompileProblem[]
}

/**
 * Takes the data of a compilation by input, and says what of it does not fit the model. A model that takes any number, a missing one
 * too, needs no calibration.
 */
export function readData(
  { inputs, float }: ImportedModel,
  {
    calibration,
    heldOut = [],
    labels,
  }: {
    calibration: readonly CompileInput[]
    heldOut?: readonly CompileInput[]
    labels?: readonly number[]
  },
  accepted: 'finite numbers' | 'any number' = 'finite numbers',
): GivenData {
  const problems: CompileProblem[] = []
  const shapes = new Map(inputs.map((name) => [name, float.types.get(name)?.shape ?? []]))
  const tables = findTables(float, inputs)
  const read = (given: readonly CompileInput[], what: string) =>
    given.map((input, place) => {
      const values = byName(input, inputs)
      const sample = `${what} input ${place}`
      for (const [name, shape] of shapes) {
        // One wrong input says enough of what is wrong with all of them.
        if (problems.some(({ tensor }) => tensor === name)) continue
        const reason = values
          ? problemOf(values.get(name), { sample, shape, table: tables.get(name), accepted })
          : `the model has ${inputs.length} inputs; give each ${what} input by name, or freeze those that always are the same (--freeze name=…)`
        if (reason) problems.push({ tensor: name, reason })
      }
      return values ?? new Map()
    })
  const result = {
    calibration: read(calibration, 'calibration'),
    heldOut: read(heldOut, 'held-out'),
  }
  if (calibration.length === 0 && accepted !== 'any number') {
    const each = [...shapes].map(([name, shape]) => `'${name}' of [${shape}]`).join(', ')
    problems.push({
      reason: `There is no calibration input; give about a hundred of those that the model will meet (--calibrate <data>)${each && `, each ${each}`}.`,
    })
  }
  if (labels && labels.length !== heldOut.length) {
    problems.push({
      reason: `There are ${labels.length} labels for ${heldOut.length} held-out inputs.`,
    })
  }
  return { ...result, problems }
}

/** An input with what the model is given for those that are frozen. */
export function withFrozen({ frozen }: ImportedModel, input: CalibrationInput): CalibrationInput {
  return new Map([...input, ...[...frozen].map(([name, { data }]) => [name, data] as const)])
}

function byName(
  input: CompileInput,
  inputs: readonly string[],
): Map<string, ArrayLike<number>> | undefined {
  const isList = Array.isArray(input) || ArrayBuffer.isView(input)
  if (!isList) return new Map(Object.entries(input as Record<string, ArrayLike<number>>))
  const [only = ''] = inputs
  return inputs.length === 1 ? new Map([[only, input as ArrayLike<number>]]) : undefined
}

type Table = { name: string; rows: number }

function problemOf(
  values: ArrayLike<number> | undefined,
  parameters: {
    sample: string
    shape: readonly number[]
    table: Table | undefined
    accepted: 'finite numbers' | 'any number'
  },
): string | undefined {
  const { sample, shape, table, accepted } = parameters
  if (values?.length !== sizeOf(shape)) {
    return `${sample} has ${values?.length ?? 'no'} numbers where [${shape}] needs ${sizeOf(shape)}`
  }
  if (accepted === 'any number') return
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    if (!Number.isFinite(value)) return `${sample} is ${value} at place ${i}`
    if (!table || (Number.isInteger(value) && value >= 0 && value < table.rows)) continue
    return `${sample} is ${value} at place ${i}, where an index into the ${table.rows} rows of '${table.name}' is needed: 0 to ${table.rows - 1}`
  }
  return
}

/** The table whose rows an input of indices chooses; the smallest where it chooses from several. */
function findTables(graph: FloatGraph, inputs: readonly string[]): Map<string, Table> {
  const tables = new Map<string, Table>()
  /** The inputs whose numbers a tensor holds, only moved. */
  const sources = new Map<string, readonly string[]>(
    inputs
      .filter((name) => isInteger(graph.types.get(name)?.dtype ?? 'f32'))
      .map((name) => [name, [name]]),
  )
  for (const node of graph.nodes) {
    if (['Reshape', 'Transpose', 'Slice', 'Concat', 'Resize'].includes(node.op)) {
      const held = node.inputs.flatMap((name) => sources.get(name) ?? [])
      if (isInteger(graph.types.get(node.output)?.dtype ?? 'f32')) sources.set(node.output, held)
    }
    const [table = '', indices = ''] = node.inputs
    const rows = graph.constants.get(table)?.shape[0]
    if (node.op !== 'Gather' || rows === undefined) continue
    for (const name of sources.get(indices) ?? []) {
      const known = tables.get(name)
      if (!known || rows < known.rows) tables.set(name, { name: table, rows })
    }
  }
  return tables
}
