/**
 * Searches for the valid file that costs most to load: `node src/testing/loadCampaignMain.ts [rounds per family] [seed]`.
 * With `--file PATH` it reads that file once, and prints the CPU seconds that it took.
 */
import { readFileSync } from 'node:fs'
import { cpuSeconds, searchDearestFiles } from './loadCampaign.ts'

if (process.argv[2] === '--file') {
  const file = new Uint8Array(readFileSync(process.argv[3]!))
  console.log(await cpuSeconds(file))
} else {
  const rounds = Number(process.argv[2] ?? 60)
  const seed = Number(process.argv[3] ?? 1)
  for (const { family, numbers, bytes, secondsPerMib } of await searchDearestFiles({
    seed,
    rounds,
  }))
    console.log(
      `${family.padEnd(28)} ${secondsPerMib.toFixed(3)} s/MiB  ${bytes} bytes  ${JSON.stringify(numbers)}`,
    )
}
