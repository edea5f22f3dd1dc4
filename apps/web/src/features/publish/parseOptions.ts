/** Numbers by name, or the first line that is none. */
export type ParsedOptions = { values: Record<string, number[]>; problem: string | undefined }

/** Reads lines such as `image=1,3,224,224`. */
export function parseOptions(text: string, { whole }: { whole: boolean }): ParsedOptions {
  const values: Record<string, number[]> = {}
  for (const [place, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const at = line.lastIndexOf('=')
    const name = line.slice(0, at).trim()
    const parts = line.slice(at + 1).split(',')
    const numbers = parts.map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
    const isRight = whole
      ? numbers.every((number) => Number.isSafeInteger(number) && number >= 1)
      : numbers.every(Number.isFinite)
    if (at < 1 || name === '' || !isRight)
      return {
        values: {},
        problem: whole
          ? `Line ${place + 1} is no shape: write a name and whole numbers, such as image=1,3,224,224.`
          : `Line ${place + 1} is no fixed input: write a name and numbers, such as rate=16000.`,
      }
    values[name] = numbers
  }
  return { values, problem: undefined }
}
