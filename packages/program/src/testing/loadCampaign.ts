import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProgramError } from '../errors.ts'
import { readProgram } from '../format/readProgram.ts'
import { writeProgram } from '../format/writeProgram.ts'
import { type DearFamily, dearFamilies } from './dearProgram.ts'
import { Random } from './random.ts'

const MIB = 2 ** 20
/** The search stays below this, so that it fits any machine; what costs most per byte is small. */
const LARGEST_FILE = 64 * MIB

type Numbers = Readonly<Record<string, number>>

/** A valid file, and what reading it costs. */
export interface DearFile {
  readonly family: string
  readonly numbers: Numbers
  readonly bytes: number
  /** CPU seconds of all threads, over the file's MiB, or over one where it has less. */
  readonly secondsPerMib: number
}

/**
 * Searches for the valid file that costs most to load: each family's numbers are changed at random, and what costs more is
 * kept. The worst file of each family is then read in a process of its own, where nothing is compiled yet, three times; the
 * least of the three counts.
 *
 * @param parameters.rounds files tried of each family
 * @returns the worst file of each family, worst first
 */
export async function searchDearestFiles(parameters: {
  readonly seed: number
  readonly rounds: number
}): Promise<DearFile[]> {
  const found: DearFile[] = []
  for (const [i, family] of dearFamilies.entries()) {
    const random = new Random(parameters.seed + i)
    const best = await searchFamily(family, random, parameters.rounds)
    if (best === undefined) throw new Error(`No valid file was found: ${family.name}.`)
    found.push(measureAlone(family, best.numbers, best.file))
  }
  return found.sort((a, b) => b.secondsPerMib - a.secondsPerMib)
}

interface Candidate {
  readonly numbers: Numbers
  readonly file: Uint8Array
  readonly secondsPerMib: number
}

async function searchFamily(
  family: DearFamily,
  random: Random,
  rounds: number,
): Promise<Candidate | undefined> {
  let best: Candidate | undefined
  for (let round = 0; round < rounds; round++) {
    // A third of the files are drawn anew, so that the search does not stay on one hill.
    const numbers =
      best === undefined || random.chance(0.33)
        ? draw(family, random)
        : change(family, random, best.numbers)
    const file = await validFile(family, numbers)
    if (file === undefined) continue
    let secondsPerMib = Number.POSITIVE_INFINITY
    for (let i = 0; i < 2; i++)
      secondsPerMib = Math.min(secondsPerMib, (await cpuSeconds(file)) / mibOf(file))
    if (best === undefined || secondsPerMib > best.secondsPerMib)
      best = { numbers, file, secondsPerMib }
  }
  return best
}

function draw({ numbers }: DearFamily, random: Random): Numbers {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, [least, largest]]) => [
      name,
      between(random, least, largest),
    ]),
  )
}

function change({ numbers }: DearFamily, random: Random, from: Numbers): Numbers {
  const name = random.pick(Object.keys(numbers))
  const [least, largest] = numbers[name]!
  const scaled = Math.round(from[name]! * random.pick([0.25, 0.5, 0.8, 1.25, 2, 4]))
  const value = random.chance(0.3) ? random.pick([least, largest]) : scaled
  return { ...from, [name]: Math.min(Math.max(value, least), largest) }
}

/** Small and large numbers alike, and the ends often. */
function between(random: Random, least: number, largest: number): number {
  if (random.chance(0.4)) return random.pick([least, largest])
  const spread = Math.log2(largest - least + 1)
  return Math.min(largest, least + Math.floor(2 ** (random.unit() * spread)) - 1)
}

/** The file of a family's program; undefined where it is refused, or larger than the search goes. */
async function validFile(family: DearFamily, numbers: Numbers): Promise<Uint8Array | undefined> {
  try {
    const program = family.build(numbers)
    const size = program.weights.reduce((sum, { data }) => sum + data.length, 0)
    if (size > LARGEST_FILE) return undefined
    return await writeProgram(program)
  } catch (error) {
    if (error instanceof ProgramError || error instanceof RangeError) return undefined
    throw error
  }
}

/** CPU seconds that reading a file takes in this process. */
export async function cpuSeconds(file: Uint8Array): Promise<number> {
  const start = process.cpuUsage()
  await readProgram(file)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

function mibOf(file: Uint8Array): number {
  return Math.max(1, file.length / MIB)
}

function measureAlone(family: DearFamily, numbers: Numbers, file: Uint8Array): DearFile {
  const folder = mkdtempSync(join(tmpdir(), 'assay-load-'))
  try {
    const path = join(folder, 'program.assay')
    writeFileSync(path, file)
    const main = new URL('./loadCampaignMain.ts', import.meta.url).pathname
    const seconds = Array.from({ length: 3 }, () =>
      Number(execFileSync(process.execPath, [main, '--file', path], { encoding: 'utf8' })),
    )
    return {
      family: family.name,
      numbers,
      bytes: file.length,
      secondsPerMib: Math.min(...seconds) / mibOf(file),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
