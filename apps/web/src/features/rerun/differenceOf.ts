import { type DisputeTrace, openingShape, PAGE_BYTES } from '@assay/program'
import { type Dispute, numberTypes } from '@assay/sdk'
import { hexToBytes } from 'viem'

/** One of a program's outputs. */
export type TensorForm = { dtype: string; bytes: number; name?: string | undefined }

/** The first place where two tensors part. Pages, bytes and elements count from 0. */
export type Parting = {
  page: number
  /** In the page. */
  byte: number
  /** In the whole tensor. */
  element: number
  /** Undefined where the tensor ends before. */
  claimed: number | undefined
  computed: number | undefined
}

/** Where the worker's output first parts from the one that was computed here. */
export type OutputDifference = Parting & { output: number; name?: string | undefined }

/** The first step of the program whose result differs, as far as the worker has shown its steps in a dispute. */
export type StepDifference = {
  game: bigint
  step: number
  op: string
  /** What of it differs, where the worker has shown the page. */
  parting?: Parting
}

/** The first number that differs between the outputs computed here and those that the worker signed; undefined where there is none. */
export function outputDifference(
  computed: Uint8Array,
  claimed: Uint8Array,
  outputs: readonly TensorForm[],
): OutputDifference | undefined {
  let offset = 0
  for (const [output, { dtype, bytes, name }] of outputs.entries()) {
    const end = offset + bytes
    const parting = partingOf(computed.subarray(offset, end), claimed.subarray(offset, end), {
      dtype,
    })
    if (parting !== undefined) return { ...parting, output, name }
    offset = end
  }
  return undefined
}

/**
 * The first step whose root differs from the one computed here. A worker shows the roots of its steps only in a dispute about this result,
 * so without one there is nothing to compare.
 */
export async function stepDifference(
  trace: DisputeTrace,
  disputes: readonly Pick<Dispute, 'game' | 'outputRoot' | 'path' | 'position'>[],
): Promise<StepDifference | undefined> {
  for (const { game, path, position } of disputes) {
    for (const { tree, node, nodes } of position.openings) {
      if (tree.kind !== 'trace') continue
      const { height, first } = openingShape(trace.roots.length, node)
      if (height > 0) continue
      const own = await trace.open(tree, node)
      const place = nodes.findIndex((root, index) => root.toLowerCase() !== own[index])
      const step = first + place
      const about = place < 0 ? undefined : trace.program.steps[step]
      if (about === undefined) continue
      const { page } = path
      const parting =
        path.step?.index === step && page?.bytes !== undefined
          ? partingOf(trace.page(step, page.index), hexToBytes(page.bytes), {
              dtype: about.output.dtype,
              page: page.index,
            })
          : undefined
      return { game, step, op: about.op, ...(parting === undefined ? {} : { parting }) }
    }
  }
  return undefined
}

/** The first number that differs between two tensors, or between two pages of them. */
function partingOf(
  computed: Uint8Array,
  claimed: Uint8Array,
  { dtype, page = 0 }: { dtype: string; page?: number },
): Parting | undefined {
  const at = computed.findIndex((byte, index) => byte !== claimed[index])
  if (at < 0) return undefined
  const { size, read } = numberTypes[dtype] ?? byte
  const place = Math.floor(at / size)
  const numberIn = (bytes: Uint8Array) => {
    const whole = bytes.subarray(place * size, (place + 1) * size)
    if (whole.length < size) return undefined
    return read(new DataView(whole.buffer, whole.byteOffset, size), 0)
  }
  return {
    page: page + Math.floor(at / PAGE_BYTES),
    byte: at % PAGE_BYTES,
    element: place + (page * PAGE_BYTES) / size,
    claimed: numberIn(claimed),
    computed: numberIn(computed),
  }
}

/** What is read where the type is not known. */
const byte = { size: 1, read: (view: DataView, at: number) => view.getUint8(at) }
