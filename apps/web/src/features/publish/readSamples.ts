import {
  type CompileError,
  type CompileInput,
  type CompileProblem,
  type ModelInput,
  readNpy,
  readTensorFile,
} from '@assay/program/compile'
import { readZip } from './readZip.ts'

export type SampleFile = { name: string; bytes: Uint8Array }

export type Samples = {
  inputs: CompileInput[]
  /** The right class of each input, where a file names them. */
  labels: number[] | undefined
  problems: CompileProblem[]
}

/** Numbers under a name: of a file, of an archive's file, of a field. */
type Column = { name: string; shape: readonly number[]; data: ArrayLike<number> }

/**
 * Reads inputs of a model from files of numbers: .npy, .npz, .csv, .json, .pb. Each holds one input or many, one after the other. A file
 * named labels holds the right class of each input. Everything that is wrong comes back at once.
 */
export async function readSamples(
  files: readonly SampleFile[],
  wanted: readonly ModelInput[],
): Promise<Samples> {
  const problems: CompileProblem[] = []
  const columns: Column[] = []
  for (const file of files) {
    try {
      columns.push(...(await readColumns(file)))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      problems.push({ reason: `${file.name}: ${reason.replace(/\.$/, '')}.` })
    }
  }
  const labels = columns.filter(isLabels).flatMap(({ data }) => Array.from(data))
  const wrong = labels.findIndex((label) => !Number.isInteger(label) || label < 0)
  if (wrong >= 0)
    problems.push({ reason: `Label ${wrong + 1} is ${labels[wrong]}, which is no class.` })
  const values = columns.filter((column) => !isLabels(column))
  const byInput = wanted.map((input) => {
    const own =
      wanted.length === 1 ? values : values.filter(({ name }) => name === fileNameOf(input.name))
    const rows: Float64Array[] = []
    for (const column of own) {
      const problem = misfit(column, input)
      if (problem === undefined) rows.push(...split(column.data, sizeOf(input.shape)))
      else problems.push({ tensor: input.name, reason: problem })
    }
    return rows
  })
  if (wanted.length > 1)
    for (const { name } of values)
      if (!wanted.some((input) => fileNameOf(input.name) === name))
        problems.push({
          reason: `${name} is no input of the model; its inputs are ${wanted.map((input) => fileNameOf(input.name)).join(', ')}.`,
        })
  const count = byInput[0]?.length ?? 0
  const uneven = wanted.filter((_, place) => byInput[place]?.length !== count)
  if (uneven.length > 0 && problems.length === 0)
    problems.push({
      reason: `Each input needs as many samples: ${wanted.map(({ name }, place) => `${name} has ${byInput[place]?.length ?? 0}`).join(', ')}.`,
    })
  if (labels.length > 0 && labels.length !== count && problems.length === 0)
    problems.push({ reason: `There are ${labels.length} labels for ${count} inputs.` })
  const inputs =
    problems.length > 0
      ? []
      : Array.from(
          { length: count },
          (_, row): CompileInput =>
            wanted.length === 1
              ? (byInput[0]?.[row] ?? [])
              : Object.fromEntries(
                  wanted.map(({ name }, place) => [name, byInput[place]?.[row] ?? []]),
                ),
        )
  return { inputs, labels: labels.length > 0 ? labels : undefined, problems }
}

async function readColumns({ name, bytes }: SampleFile): Promise<Column[]> {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase()
  const stem = name.replace(/\.[^.]*$/, '')
  if (ending === 'npy') return [{ name: stem, ...readNpy(bytes) }]
  if (ending === 'pb') return [{ name: stem, ...readTensorFile(bytes) }]
  if (ending === 'npz') {
    const entries = await readZip(bytes)
    return entries.map((entry) => {
      try {
        return { name: entry.name.replace(/\.npy$/, ''), ...readNpy(entry.bytes) }
      } catch (error) {
        throw new Error(`${entry.name} in it: ${(error as CompileError).message}`)
      }
    })
  }
  const text = new TextDecoder().decode(bytes)
  if (ending === 'csv') return [{ name: stem, ...readCsv(text) }]
  if (ending === 'json') return readJson(text, stem)
  throw new Error('only .npy, .npz, .csv, .json and .pb files are read')
}

/** Rows of numbers; a first line of names is left out. */
function readCsv(text: string): Omit<Column, 'name'> {
  const lines = text.split(/\r?\n/)
  const data: number[] = []
  let width: number | undefined
  let rows = 0
  lines.forEach((line, place) => {
    if (line.trim() === '') return
    const cells = line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
    const numbers = cells.map((cell) => (cell === '' ? Number.NaN : Number(cell)))
    if (rows === 0 && width === undefined && numbers.every(Number.isNaN)) {
      width = cells.length
      return
    }
    width ??= cells.length
    if (cells.length !== width)
      throw new Error(`row ${place + 1} has ${cells.length} columns, and the first has ${width}`)
    const wrong = numbers.findIndex(Number.isNaN)
    if (wrong >= 0)
      throw new Error(`row ${place + 1}, column ${wrong + 1}: “${cells[wrong]}” is not a number`)
    data.push(...numbers)
    rows++
  })
  if (rows === 0) throw new Error('it holds no row of numbers')
  return { shape: [rows, width ?? 1], data }
}

/** Lists of numbers, or a field with such a list for each input of the model. */
function readJson(text: string, stem: string): Column[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new Error(`it is not JSON: ${(cause as Error).message}`)
  }
  if (typeof json !== 'object' || json === null) throw new Error('it holds no list of numbers')
  const fields: [string, unknown][] = Array.isArray(json) ? [[stem, json]] : Object.entries(json)
  return fields.map(([name, value]) => {
    const data: number[] = []
    collect(value, name, data)
    return { name, shape: [data.length], data }
  })
}

function collect(value: unknown, path: string, into: number[]): void {
  if (typeof value === 'number') into.push(value)
  else if (Array.isArray(value))
    for (const [place, each] of value.entries()) collect(each, `${path}[${place}]`, into)
  else throw new Error(`${path} is ${JSON.stringify(value)?.slice(0, 40)}, not a number`)
}

function isLabels({ name }: Column): boolean {
  return name === 'labels'
}

function misfit({ name, shape, data }: Column, { shape: wanted }: ModelInput): string | undefined {
  const size = sizeOf(wanted)
  if (data.length === 0 || data.length % size !== 0)
    return `${name} has ${data.length} numbers, which are no whole inputs of [${wanted}]: ${size} each.`
  // Axes of one element may be left out, and an input may be one row.
  const long = (extents: readonly number[]) => extents.filter((extent) => extent !== 1)
  if (long(shape).length <= 1) return undefined
  const count = data.length / size
  const fits = [wanted, [size]].some((one) =>
    [long(one), [...long([count]), ...long(one)]].some((all) => `${all}` === `${long(shape)}`),
  )
  return fits
    ? undefined
    : `${name} has the shape [${shape}], and the model takes [${wanted}]. Save it with the axes in the order of the model.`
}

function split(data: ArrayLike<number>, size: number): Float64Array[] {
  const all = Float64Array.from(data)
  return Array.from({ length: all.length / size }, (_, row) =>
    all.slice(row * size, (row + 1) * size),
  )
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}

/** A file's name cannot hold all that an input's may. */
function fileNameOf(input: string): string {
  return input.replace(/[^A-Za-z0-9.-]/g, '_')
}
