/** A new seed for each run, or the one in ASSAY_SEED; it is printed, so that a failure can be run again. */
export function testSeed(name: string): number {
  const given = process.env.ASSAY_SEED
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given)
  console.log(`${name}: ASSAY_SEED=${seed}`)
  return seed
}
