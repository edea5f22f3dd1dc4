import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onnxFile } from './onnxFile.ts'
import type { Scene } from './openScene.ts'

/** Writes the smallest model, the positive part of eight numbers, into the scene's folder, and gives its path. */
export function writeRelu({ folder }: Scene): string {
  const path = join(folder, 'relu.onnx')
  writeFileSync(path, onnxFile([1, 8]))
  return path
}
