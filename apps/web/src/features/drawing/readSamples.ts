export type Sample = {
  label: number
  /** What it shows, where that is not its class. */
  name?: string
  pixels: Uint8Array
}

/** Reads a model's samples. Entries that are not `size` bytes with a label are left out. */
export function readSamples(source: unknown, { size }: { size: number }): Sample[] {
  if (!Array.isArray(source)) return []
  const samples: Sample[] = []
  for (const entry of source as unknown[]) {
    if (typeof entry !== 'object' || entry === null) continue
    if (!('label' in entry) || typeof entry.label !== 'number') continue
    if (!('bytes' in entry) || typeof entry.bytes !== 'string') continue
    let binary: string
    try {
      binary = atob(entry.bytes)
    } catch {
      continue
    }
    if (binary.length !== size) continue
    samples.push({
      label: entry.label,
      ...('name' in entry && typeof entry.name === 'string' ? { name: entry.name } : {}),
      pixels: Uint8Array.from(binary, (char) => char.charCodeAt(0)),
    })
  }
  return samples
}
