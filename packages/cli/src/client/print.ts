/** Takes what a command answers. */
export type Print = (text: string) => void

export const toStdout: Print = (text) => process.stdout.write(text)

/** A value as JSON, which has no big integers and no bytes. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, each: unknown) =>
      typeof each === 'bigint'
        ? String(each)
        : each instanceof Uint8Array
          ? `0x${Buffer.from(each).toString('hex')}`
          : each,
    indent,
  )
}

/** Says what goes on, where somebody watches. */
export function tell(sentence: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${sentence}\n`)
}

/** Rows in columns, as wide as their longest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === row.length - 1 ? cell : cell.padEnd(widths?.[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}
