import { ProgramError } from '../errors.ts'

/** The bytes of a page, the unit that a dispute opens. */
export const PAGE_BYTES = 256

/** How many pages the bytes of a tensor fill. */
export function pageCount(bytes: number): number {
  if (bytes === 0)
    throw new ProgramError('EmptyTensor', 'A tensor of no bytes has no pages and no root.')
  return Math.ceil(bytes / PAGE_BYTES)
}

/** One page of a tensor's bytes, the last one filled with zeros. */
export function pageAt(bytes: Uint8Array, index: number): Uint8Array {
  const count = pageCount(bytes.length)
  if (!Number.isInteger(index) || index < 0 || index >= count)
    throw new RangeError(`Page ${index} is not in a tensor of ${count} pages.`)
  const page = new Uint8Array(PAGE_BYTES)
  page.set(bytes.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES))
  return page
}
