import { fromHex, type Hex, keccak, toHex } from '@assay/program'

/** The root of the tree over the steps' tensor roots, as plainly as it can be said. */
export async function traceRootOf(roots: readonly Hex[]): Promise<Hex> {
  const hash = await keccak()
  let level: Uint8Array[] = roots.map((root) => fromHex(root))
  while ((level.length & (level.length - 1)) !== 0) level.push(new Uint8Array(32))
  while (level.length > 1)
    level = Array.from({ length: level.length / 2 }, (_, i) =>
      hash(Uint8Array.from([...level[2 * i]!, ...level[2 * i + 1]!])),
    )
  return toHex(level[0]!)
}
