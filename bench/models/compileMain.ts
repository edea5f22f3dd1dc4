// Compiles a model in a process of its own, on drawn inputs of its first input's size, and prints what that took:
//   node bench/models/compileMain.ts <model.onnx> <calibration inputs>
import { readFileSync } from 'node:fs'
import { inspectInputs } from '@assay/program/compile'
import { compileModel } from '@assay/program/compile/node'
import { randomFrom } from '@assay/program/testing'

const [path = '', count = ''] = process.argv.slice(2)
const onnx = readFileSync(path)
const random = randomFrom(1)
const shape = inspectInputs(onnx)[0]?.shape ?? []
const calibration = Array.from({ length: Number(count) }, () => random.values(shape).data)
const { report } = await compileModel(onnx, { calibration })
const peak = 1024 * process.resourceUsage().maxRSS
console.log(JSON.stringify({ peak, seconds: report.seconds }))
