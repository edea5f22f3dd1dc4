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

/** One thread, one process: the float original, the program, every tensor of it, and its commitments. */
export async function measureSpeed(sample: Sample): Promise<Measurement[]> {
  const { name, program } = sample
  const input = sample.draw(0).bytes
  const sessions: Session[] = [
    await openFloatModel(sample.onnx, { card: sample.card }),
    await openProgram(program),
  ]
  const [float, exact] = sessions
  const output = await exact!.run(input)
  const lengths = exact!.outputs.map(({ bytes }) => bytes)
  const [floatTime, exactTime, traceTime, commitTime] = await alternate([
    () => float!.run(input),
    () => exact!.run(input),
    () => exact!.trace!(input),
    async () => {
      await tensorRoot(input)
      await outputRoot(output, lengths)
    },
  ])
  for (const session of sessions) await session.close()
  const times = `float ${floatTime!.toFixed(3)} ms, exact ${exactTime!.toFixed(3)} ms`
  const note = `one thread, medians of ${RUNS} alternating runs from canonical bytes to canonical bytes: ${times}`
  return [
    {
      name: `exact.speedup.${name}`,
      value: floatTime! / exactTime!,
      unit: 'ratio',
      baseline: 'float32 onnxruntime-node',
      note,
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
    {
      name: `exact.program_bytes.${name}`,
      value: sample.file.length,
      unit: 'bytes',
      baseline: `the float file's ${sample.onnx.length} bytes`,
    },
    {
      name: `exact.program_bytes_ratio.${name}`,
      value: sample.file.length / sample.onnx.length,
      unit: 'ratio',
      baseline: `the float file's ${sample.onnx.length} bytes`,
    },
  ]
}
