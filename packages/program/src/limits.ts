/** What a program may have at most. What exceeds one is refused before memory is spent on it. */
export const limits = {
  rank: 6,
  /** Elements along one axis. */
  dimension: 2 ** 24,
  /** Canonical bytes of the input, or of what one step produces. */
  activationBytes: 2 ** 24,
  /** Canonical bytes of everything that the steps produce together. */
  traceBytes: 2 ** 30,
  /** Canonical bytes of one weight. */
  weightBytes: 2 ** 28,
  /** Multiply-adds (or comparisons, or look-ups) of one run: minutes, at worst. */
  multiplyAdds: 2 ** 38,
  steps: 4096,
  weights: 8192,
  operands: 64,
  outputs: 64,
  /** Bytes of a program's file. */
  fileBytes: 2 ** 30,
} as const
