import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeInput, type InputScale } from '@assay/program/compile'
import { compileModel } from '@assay/program/compile/node'
import { openProgram } from '@assay/program/node'
import { openOriginal } from '@assay/program/testing'
import { readSound } from './readArrays.ts'

const MODEL = 'silero_ifless.onnx'
const SOUND = 'speech.wav'
export const SPEECH_FILES = [MODEL, SOUND]

const RATE = 16_000
/** A window of sound with the end of the one before. */
const WINDOW = 512
const CONTEXT = 64
const STATE = 256
const SHAPES = { input: [1, CONTEXT + WINDOW], state: [2, 1, STATE / 2] }
const MOST_ERROR = 0.02

type Decide = (window: Float32Array, state: Float32Array) => Promise<[number, Float32Array]>

/**
 * How often the program of a voice detector decides as its float original does, each with its own state: of a recording, one window
 * after the other. Its first half calibrates, its second half is judged.
 */
export async function measureSpeech(folder: string) {
  const onnx = readFileSync(join(folder, MODEL))
  const windows = windowsOf(readSound(join(folder, SOUND)))
  const float = await openOriginal(onnx, {
    input: { dtype: 'f32', shape: SHAPES.input },
    state: { dtype: 'f32', shape: SHAPES.state },
    sr: { dtype: 'i64', shape: [] },
  })
  const expected = await listen(windows, async (input, state) => {
    const values = { input, state, sr: [RATE] }
    const result = await float.run(new Map<string, ArrayLike<number>>(Object.entries(values)))
    return [result.get('output')?.[0] ?? 0, Float32Array.from(result.get('stateN') ?? [])]
  })
  await float.close()
  const half = Math.floor(windows.length / 2)
  const inputs = expected.map(({ state }, i) => ({ input: windows[i] ?? [], state }))
  const every = (step: number, from: number, to: number) =>
    inputs.slice(from, to).filter((_, i) => i % step === 0)
  const { program, report } = await compileModel(onnx, {
    calibration: every(3, 0, half),
    heldOut: every(3, half, windows.length),
    shapes: SHAPES,
    freeze: { sr: [RATE] },
    mostError: MOST_ERROR,
  })
  const session = await openProgram(program)
  const taken = report.inputs.map(({ name, shape, encoding, dtype }) => ({
    ...{ name, shape, isWide: dtype === 'i32' },
    scale: encoding as InputScale,
  }))
  const found = await listen(windows, async (input, state) => {
    const bytes = await session.run(encodeInput(taken, new Map(Object.entries({ input, state }))))
    const numbers = new Int32Array(bytes.slice().buffer)
    let at = 0
    const [[score = 0] = [], ...states] = report.outputs.map(({ shape, scale, zero }) => {
      const start = at
      at += shape.reduce((product, extent) => product * extent, 1)
      return Array.from(numbers.subarray(start, at), (number) => scale * (number - zero))
    })
    return [score, Float32Array.from(states.flat())]
  })
  await session.close()
  const judged = expected.slice(half)
  const agreed = judged.filter(
    ({ score }, i) => score > 0.5 === (found[half + i]?.score ?? 0) > 0.5,
  )
  return { agreement: agreed.length / judged.length, windows: judged.length, program, report }
}

/** What is decided of each window, with the state before it. */
async function listen(windows: readonly Float32Array[], decide: Decide) {
  const decisions: { score: number; state: Float32Array }[] = []
  let state = new Float32Array(STATE)
  for (const window of windows) {
    const [score, next] = await decide(window, state)
    decisions.push({ score, state })
    state = Float32Array.from(next)
  }
  return decisions
}

function windowsOf(sound: Float32Array): Float32Array[] {
  return Array.from({ length: Math.floor(sound.length / WINDOW) }, (_, i) =>
    Float32Array.from({ length: CONTEXT + WINDOW }, (_, k) => sound[i * WINDOW + k - CONTEXT] ?? 0),
  )
}
