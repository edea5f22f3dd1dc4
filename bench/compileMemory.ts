import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NetBuilder } from '@assay/program/testing'
import type { Measurement } from './measurement.ts'

const INPUTS = 8
const SIDE = 96
/** Channels of the convolutions between the pools, and rows of the matrices after them, of a net of VGG's shape. */
const STAGES = [[64], [128], [256, 256], [512, 512], [512, 512]]
const ROWS = [4096, 4096, 1000]

/** How much memory the compiler takes for a large net: in a process of its own, beyond what it takes for a small one. */
export async function measure(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-memory-'))
  try {
    const compile = (name: string, onnx: Uint8Array): { peak: number; seconds: number } => {
      const path = join(folder, `${name}.onnx`)
      writeFileSync(path, onnx)
      const script = join(import.meta.dirname, 'models/compileMain.ts')
      const printed = execFileSync(process.execPath, [script, path, `${INPUTS}`])
      return JSON.parse(printed.toString())
    }
    const net = new NetBuilder({ x: [1, 3, 8, 8] })
    const small = compile('small', net.finish([net.conv('x', [3, 4])]))
    const onnx = largeNet()
    const large = compile('large', onnx)
    const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`
    const note = `of VGG's shape, random weights, ${megabytes(onnx.length)}, ${INPUTS} calibration inputs`
    return [
      {
        name: 'compile.memory.vgg',
        value: (large.peak - small.peak) / onnx.length,
        unit: 'ratio',
        baseline: "the float file's bytes",
        note: `${note}: at most ${megabytes(large.peak)}, less the ${megabytes(small.peak)} that a net of one small layer takes`,
      },
      { name: 'compile.seconds.vgg', value: large.seconds, unit: 's', note },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function largeNet(): Uint8Array {
  const net = new NetBuilder({ x: [1, 3, SIDE, SIDE] })
  let last = 'x'
  let channels = 3
  for (const stage of STAGES) {
    for (const to of stage) {
      last = net.relu(net.conv(last, [channels, to]))
      channels = to
    }
    last = net.node('MaxPool', [last], { kernel_shape: [2, 2], strides: [2, 2] })
  }
  last = net.node('Flatten', [last])
  let width = channels * (SIDE / 2 ** STAGES.length) ** 2
  for (const [place, rows] of ROWS.entries()) {
    const product = net.dense(last, [width, rows])
    last = place < ROWS.length - 1 ? net.relu(product) : product
    width = rows
  }
  return net.finish([last])
}
