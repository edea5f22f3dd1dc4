import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onnxFile } from './onnxFile.ts'
import type { Scene } from './openScene.ts'

/** Writes the smallest model, the positive part of some numbers, into the scene's folder, and gives its path. */
export function writeRelu({ folder }: Scene, numbers = 8): string {
  const path = join(folder, `relu${numbers}.onnx`)
  writeFileSync(path, onnxFile([1, numbers]))
  return path
}
