import { outputRoot, type Session, tensorRoot } from '@assay/program'
import { openFloatModel, openProgram } from '@assay/program/node'
import type { Measurement } from '../measurement.ts'
import type { Sample } from './samples.ts'

const RUNS = 30
/** One timed run repeats what is measured until it takes about this long: clocks and schedulers are coarse. */
const RUN_MILLISECONDS = 20

type Work = () => Promise<unknown>

async function time(work: Work, repeats: number): Promise<number> {
  const start = performance.now()
  for (let i = 0; i < repeats; i++) await work()
  return (performance.now() - start) / repeats
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

/** The median milliseconds of each kind of work, measured in turn so that a busy moment hits all alike. */
async function alternate(works: readonly Work[]): Promise<number[]> {
  const repeats: number[] = []
  for (const work of works) {
    await time(work, 20)
    repeats.push(Math.max(1, Math.round(RUN_MILLISECONDS / (await time(work, 20)))))
  }
  const times = works.map(() => [] as number[])
  for (let run = 0; run < RUNS; run++)
    for (const [i, work] of works.entries()) times[i]!.push(await time(work, repeats[i]!))
  return times.map(median)
}

/** A float model and its program, each with an input of its own. */
export interface Pair {
  readonly name: string
  readonly float: Session
  readonly exact: Session
  readonly inputs: { readonly float: Uint8Array; readonly exact: Uint8Array }
}

/** One thread, one process: the float original, the program, every tensor of it, and its commitments. Closes both. */
export async function compareSpeed({ name, float, exact, inputs }: Pair): Promise<Measurement[]> {
  const output = await exact.run(inputs.exact)
  const lengths = exact.outputs.map(({ bytes }) => bytes)
  const [floatTime, exactTime, traceTime, commitTime] = await alternate([
    () => float.run(inputs.float),
    () => exact.run(inputs.exact),
    () => exact.trace!(inputs.exact),
    async () => {
      await tensorRoot(inputs.exact)
      await outputRoot(output, lengths)
    },
  ])
  await float.close()
  await exact.close()
  const times = `float ${floatTime!.toFixed(3)} ms, exact ${exactTime!.toFixed(3)} ms`
  return [
    {
      name: `exact.speedup.${name}`,
      value: floatTime! / exactTime!,
      unit: 'ratio',
      baseline: 'float32 onnxruntime-node',
      note: `one thread, medians of ${RUNS} alternating runs from canonical bytes to canonical bytes: ${times}`,
    },
    {
      name: `exact.overhead.commit.${name}`,
      value: commitTime! / exactTime!,
      unit: 'ratio',
      note: `roots of input and output, ${commitTime!.toFixed(3)} ms`,
    },
    {
      name: `exact.overhead.trace.${name}`,
      value: traceTime! / exactTime! - 1,
      unit: 'ratio',
      note: 'what a run that returns every tensor takes more',
    },
  ]
}

/** The speed of a sample, and its size. */
export async function measureSpeed(sample: Sample): Promise<Measurement[]> {
  const { name, program, onnx, file } = sample
  const input = sample.draw(0)
  const baseline = `the float file's ${onnx.length} bytes`
  return [
    ...(await compareSpeed({
      name,
      float: await openFloatModel(onnx, { card: sample.card }),
      exact: await openProgram(program),
      inputs: { float: sample.floatBytes(input), exact: input.bytes },
    })),
    { name: `exact.program_bytes.${name}`, value: file.length, unit: 'bytes', baseline },
    {
      name: `exact.program_bytes_ratio.${name}`,
      value: file.length / onnx.length,
      unit: 'ratio',
      baseline,
    },
  ]
}
