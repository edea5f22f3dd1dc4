import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CompileReport, encodeInput } from '@assay/program/compile'
import { compileModel } from '@assay/program/compile/node'
import { openFloatModel, openProgram } from '@assay/program/node'
import proto from 'onnx-proto'
import { compareSpeed } from './exact/speed.ts'
import type { Measurement } from './measurement.ts'
import { readPictures } from './models/readArrays.ts'
import { crops, MOST_ERROR_OF_BYTES } from './models.ts'

/** Names a folder of public models and data; the models are not part of the project. */
const FOLDER = 'ASSAY_CASES'
const PICTURES = 'superres.cal.npy'

/** Public models of pictures: what they take of a picture of 224 x 224. */
const MODELS: Readonly<Record<string, (picture: Float32Array) => readonly Float32Array[]>> = {
  superres10: (picture) => [picture],
  pfld: crops,
}

/** How fast programs of public models are; undefined where their folder is not given. */
export async function measure(): Promise<Measurement[] | undefined> {
  const folder = process.env[FOLDER] ?? ''
  const files = [PICTURES, ...Object.keys(MODELS).map((name) => `${name}.onnx`)]
  if (folder === '' || !files.every((file) => existsSync(join(folder, file)))) {
    console.log(`skipped: set ${FOLDER} to the folder that holds ${files.join(', ')}`)
    return undefined
  }
  const pictures = readPictures(join(folder, PICTURES))
  const rows: Measurement[] = []
  for (const [name, inputsOf] of Object.entries(MODELS)) {
    const onnx = oneAtATime(readFileSync(join(folder, `${name}.onnx`)))
    const calibration = pictures.flatMap(inputsOf)
    const { program, report } = await compileModel(onnx, {
      calibration,
      mostError: MOST_ERROR_OF_BYTES,
    })
    const [values] = calibration
    const [{ name: input, shape, encoding }] = report.inputs as [CompileReport['inputs'][number]]
    if (encoding === undefined || typeof encoding === 'string')
      throw new Error(`The program of ${name} takes no bytes.`)
    const scaled = [{ name: input, shape, scale: encoding }]
    const bytes = encodeInput(scaled, new Map([[input, values!]]))
    const [float, exact] = [await openFloatModel(onnx), await openProgram(program)]
    const inputs = { float: new Uint8Array(values!.buffer), exact: bytes }
    rows.push(...(await compareSpeed({ name, float, exact, inputs })))
  }
  return rows
}

/** The model for one input at a time: an open axis of an input or output is 1. */
function oneAtATime(file: Uint8Array): Uint8Array {
  const model = proto.onnx.ModelProto.decode(file)
  for (const { type } of [...(model.graph?.input ?? []), ...(model.graph?.output ?? [])]) {
    const shape = type?.tensorType?.shape
    if (shape?.dim) shape.dim = shape.dim.map((dim) => (dim.dimParam ? { dimValue: 1 } : dim))
  }
  return proto.onnx.ModelProto.encode(model).finish()
}
