import { byteLength, type Program } from '@assay/program'

/** How many canonical bytes a program's input has, and all its outputs together: what its publication says. */
export function dataSizes({
  input,
  outputs,
  steps,
}: Pick<Program, 'input' | 'outputs' | 'steps'>): {
  inputBytes: number
  outputBytes: number
} {
  const sizes = outputs.map((step) => byteLength(steps[step]!.output))
  return {
    inputBytes: byteLength(input),
    outputBytes: sizes.reduce((sum, size) => sum + size, 0),
  }
}
