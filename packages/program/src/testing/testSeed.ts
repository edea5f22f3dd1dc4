/**
 * The seed of a random test: the same in every run, so that a suite that passed passes again, or the one
 * in ASSAY_SEED. It is printed, so that a failure can be run again.
 */
export function testSeed(name: string): number {
  const seed = Number(process.env.ASSAY_SEED ?? 1)
  console.log(`${name}: ASSAY_SEED=${seed}`)
  return seed
}
