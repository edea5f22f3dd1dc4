/** One file of an archive. */
export type ZipEntry = { name: string; bytes: Uint8Array }

const END = 0x06054b50
const ENTRY = 0x02014b50
/** An archive with a comment has its end at most so far from the file's end. */
const FARTHEST_END = 65_557
/** What all files of an archive may take together (bytes). */
const MOST_BYTES = 2 ** 30

/**
 * Reads a zip archive, as NumPy writes them (.npz): files that are stored or deflated.
 *
 * @throws Error with one sentence
 */
export async function readZip(file: Uint8Array): Promise<ZipEntry[]> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const end = findEnd(view)
  if (end === undefined) throw new Error('this is not a zip archive')
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  const entries: ZipEntry[] = []
  let left = MOST_BYTES
  for (let index = 0; index < count; index++) {
    if (at + 46 > file.length || view.getUint32(at, true) !== ENTRY)
      throw new Error('its list of files is damaged')
    const method = view.getUint16(at + 10, true)
    const packed = view.getUint32(at + 20, true)
    const nameLength = view.getUint16(at + 28, true)
    const start = view.getUint32(at + 42, true)
    const name = new TextDecoder().decode(file.subarray(at + 46, at + 46 + nameLength))
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (name.endsWith('/')) continue
    if (start + 30 > file.length) throw new Error(`${name} lies outside of the archive`)
    // The local header's lengths may differ from those of the list.
    const body = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true)
    if (body + packed > file.length) throw new Error(`${name} breaks off`)
    const bytes = await unpack(name, file.subarray(body, body + packed), method, left)
    left -= bytes.length
    entries.push({ name, bytes })
  }
  return entries
}

function findEnd(view: DataView): number | undefined {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - FARTHEST_END); at--)
    if (view.getUint32(at, true) === END) return at
  return undefined
}

async function unpack(
  name: string,
  packed: Uint8Array,
  method: number,
  most: number,
): Promise<Uint8Array> {
  if (method !== 0 && method !== 8)
    throw new Error(`${name} is packed by a method that is not read`)
  // A small archive can hold a file of any size, so what comes out is counted.
  const source = new Blob([packed.slice()]).stream()
  const stream = method === 0 ? source : source.pipeThrough(new DecompressionStream('deflate-raw'))
  const parts: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  const reader = stream.getReader()
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return new Uint8Array(await new Blob(parts).arrayBuffer())
      length += value.length
      if (length > most) break
      parts.push(value as Uint8Array<ArrayBuffer>)
    }
  } catch {
    throw new Error(`${name} is damaged`)
  }
  await reader.cancel()
  throw new Error(`its files have more than ${MOST_BYTES} bytes`)
}
