import {
  bytesToHex,
  concat,
  fromRlp,
  type Hex,
  hexToBytes,
  keccak256,
  numberToHex,
  toRlp,
} from 'viem'

/** What a node of a trie is before it is encoded: a leaf or an extension (2 items), or a branch (17). */
type Item = Hex | readonly Item[]

/** The most nodes on a path: a key has at most 4 bytes, which is 8 nibbles. */
const MOST_NODES = 9

/** A receipt's key: its number in the block, as RLP. */
function keyOf(index: number): number[] {
  return nibblesOf(hexToBytes(toRlp(index === 0 ? '0x' : numberToHex(index))))
}

function nibblesOf(bytes: Uint8Array): number[] {
  return Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15])
}

/** Nibbles as bytes, with a flag that says whether they are odd in number and whether they end at a leaf. */
function compact(nibbles: readonly number[], isLeaf: boolean): Hex {
  const flag = isLeaf ? 2 : 0
  const whole = nibbles.length % 2 === 0 ? [flag, 0, ...nibbles] : [flag + 1, ...nibbles]
  return bytesToHex(
    Uint8Array.from({ length: whole.length / 2 }, (_, i) => whole[2 * i]! * 16 + whole[2 * i + 1]!),
  )
}

type Entry = { readonly key: readonly number[]; readonly value: Hex }

/** The node over some entries, of whose keys `depth` nibbles are spent. Nodes on the path of `wanted` are told from the leaf up. */
function nodeOf(
  entries: readonly Entry[],
  depth: number,
  wanted: readonly number[] | undefined,
  tell: (encoded: Hex) => void,
): Item {
  const [first] = entries as [Entry]
  if (entries.length === 1) return [compact(first.key.slice(depth), true), first.value]
  let shared = depth
  while (entries.every(({ key }) => key.length > shared && key[shared] === first.key[shared]))
    shared++
  if (shared > depth) {
    const child = nodeOf(entries, shared, wanted, tell)
    const isOnPath = wanted?.slice(depth, shared).join() === first.key.slice(depth, shared).join()
    return [compact(first.key.slice(depth, shared), false), reference(child, isOnPath, tell)]
  }
  const children = Array.from({ length: 16 }, (_, nibble): Item => {
    const below = entries.filter(({ key }) => key[depth] === nibble)
    if (below.length === 0) return '0x'
    const isOnPath = wanted?.[depth] === nibble
    return reference(nodeOf(below, depth + 1, isOnPath ? wanted : undefined, tell), isOnPath, tell)
  })
  return [...children, entries.find(({ key }) => key.length === depth)?.value ?? '0x']
}

/** How a node stands in the one above it: itself where it is short, else its hash. */
function reference(node: Item, isOnPath: boolean, tell: (encoded: Hex) => void): Item {
  const encoded = toRlp(node as never)
  if (encoded.length < 2 + 2 * 32) return node
  if (isOnPath) tell(encoded)
  return keccak256(encoded)
}

/**
 * The Merkle-Patricia proof of one of a block's receipts.
 *
 * @param receipts all receipts of the block in their order, each encoded
 * @returns the root, and the nodes from the root to the receipt
 */
export function proveReceipt(receipts: readonly Hex[], index: number): { root: Hex; proof: Hex[] } {
  const proof: Hex[] = []
  const entries = receipts.map((value, i) => ({ key: keyOf(i), value }))
  const root = toRlp(nodeOf(entries, 0, keyOf(index), (encoded) => proof.unshift(encoded)) as never)
  return { root: keccak256(root), proof: [root, ...proof] }
}

/**
 * The receipt that a proof shows at a place of a block.
 *
 * @returns undefined where the proof does not hold: another root, another place, nodes that are missing or left over
 */
export function provenReceipt(root: Hex, index: number, proof: readonly Hex[]): Hex | undefined {
  if (proof.length === 0 || proof.length > MOST_NODES) return undefined
  let rest = keyOf(index)
  let next = 0
  let node: unknown = root
  try {
    for (;;) {
      if (typeof node === 'string') {
        const encoded = proof[next++]
        if (encoded === undefined || keccak256(encoded) !== node) return undefined
        node = fromRlp(encoded, 'hex')
      }
      if (!Array.isArray(node)) return undefined
      if (node.length === 17) {
        const [nibble, ...others] = rest
        if (nibble === undefined) return receiptIn(node[16])
        rest = others
        node = node[nibble]
        continue
      }
      if (node.length !== 2 || typeof node[0] !== 'string') return undefined
      const path = nibblesOf(hexToBytes(node[0] as Hex))
      const flag = path[0] ?? 4
      if (flag > 3) return undefined
      const own = path.slice(flag % 2 === 1 ? 1 : 2)
      if (own.some((nibble, i) => rest[i] !== nibble)) return undefined
      rest = rest.slice(own.length)
      if (flag >= 2) return rest.length === 0 ? receiptIn(node[1]) : undefined
      node = node[1]
    }
  } catch {
    return undefined
  }

  function receiptIn(value: unknown): Hex | undefined {
    return typeof value === 'string' && value !== '0x' && next === proof.length
      ? (value as Hex)
      : undefined
  }
}

/** Bytes of a receipt that has a type in front (EIP-2718). */
export function withType(type: Hex, payload: Hex): Hex {
  return BigInt(type) === 0n ? payload : concat([numberToHex(BigInt(type), { size: 1 }), payload])
}
