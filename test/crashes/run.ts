/** The large run of the crashes: `npm run campaign:crash -- [--fleet] [--kills 200] [--seed 1]`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { recordResults } from '../../bench/results.ts'
import { openScene } from '../flows/scene/openScene.ts'
import { publishModelFile } from '../flows/scene/publishModelFile.ts'
import { noRedis } from '../flows/scene/startRedis.ts'
import { writeRelu } from '../flows/scene/writeRelu.ts'
import { type PlayedCrashes, playCrashes } from './playCrashes.ts'
import { type PlayedFleetCrashes, playFleetCrashes } from './playFleetCrashes.ts'

/** Kills on one chain; what was played is written down after each. */
const KILLS_PER_ROUND = 20

const HELP = `npm run campaign:crash [-- --fleet] [--kills 200] [--seed 1]

Kills a worker with SIGKILL at random moments in a stream of posted and signed jobs, while its nodes fail and the chain is
reorganised, and checks the books at the end of each round of ${KILLS_PER_ROUND} kills: no job lost, nothing paid for twice, no collateral
forfeited. It records the outcome in bench/results.json. A run that was ended goes on after its last full round; --fresh
begins anew.

--fleet kills executors and Redis instead (50 by default), while a coordinator has runs under way: no run lost, no byte wrong.`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    fresh: { type: 'boolean' },
    fleet: { type: 'boolean' },
    kills: { type: 'string' },
    seed: { type: 'string', default: process.env.ASSAY_SEED ?? '1' },
  },
})
const KILLS = values.fleet ? 50 : 200
const [kills, seed] = [Number(values.kills ?? KILLS), Number(values.seed)]
if (values.help) {
  console.log(HELP)
} else if (![kills, seed].every((value) => Number.isInteger(value) && value > 0)) {
  console.error('--kills and --seed are whole numbers above 0; --help says more.')
  process.exitCode = 2
} else if (!values.fleet) {
  await playRounds()
} else if (noRedis() !== undefined) {
  console.error(`Redis cannot be started: ${noRedis()}. Install it, and start again.`)
  process.exitCode = 3
} else {
  await playFleet()
}

async function playFleet(): Promise<void> {
  const path = resolve(import.meta.dirname, '../../models/digits/program.assay')
  const plays: PlayedFleetCrashes[] = []
  for (const keepsRedis of [true, false]) {
    const half = keepsRedis ? Math.ceil(kills / 2) : Math.floor(kills / 2)
    if (half === 0) continue
    const played = await playFleetCrashes({
      path,
      seed: seed + plays.length,
      kills: half,
      keepsRedis,
    })
    console.log({ keepsRedis, ...played })
    plays.push(played)
  }
  const sum = (of: (play: PlayedFleetCrashes) => number) =>
    plays.reduce((all, play) => all + of(play), 0)
  recordResults([
    {
      name: 'fleet.crash_survived',
      value: sum((play) => play.kills),
      unit: 'count',
      note: `SIGKILLs at random moments, ${sum(({ ofRedis }) => ofRedis)} of Redis (half of all with a Redis that forgets everything) and the others of one of two executors, in ${sum(({ runs }) => runs)} runs of the digits program; seed ${seed}; no run lost, no byte other than this machine's`,
      command: 'npm run campaign:crash -- --fleet',
    },
  ])
  process.exit(0)
}

async function playRounds(): Promise<void> {
  const file = resolve(import.meta.dirname, `../../.cache/crashes/${seed}.json`)
  const rounds: PlayedCrashes[] = values.fresh ? [] : readRounds(file)
  for (;;) {
    const played = rounds.reduce((sum, round) => sum + round.kills, 0)
    if (played >= kills) break
    const count = Math.min(KILLS_PER_ROUND, kills - played)
    const roundSeed = seed * 1_000 + rounds.length
    console.log(`kills ${played + 1} to ${played + count}, seed ${roundSeed}`)
    const scene = await openScene()
    try {
      const path = writeRelu(scene)
      const model = await publishModelFile(scene, { name: 'relu', path })
      const round = await playCrashes({ scene, model, path, seed: roundSeed, kills: count })
      console.log(round)
      rounds.push(round)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify(rounds))
    } finally {
      await scene.close()
    }
  }
  const sum = (of: (round: PlayedCrashes) => number) =>
    rounds.reduce((all, round) => all + of(round), 0)
  const jobs = `${sum(({ posted }) => posted)} posted and ${sum(({ signed }) => signed)} signed jobs`
  const faults = `${sum(({ faults: { refused, error } }) => refused + error)} failed calls, ${sum(({ faults: { dropped } }) => dropped)} dropped transactions, ${sum(({ faults: { answerLost } }) => answerLost)} lost answers`
  recordResults([
    {
      name: 'worker.crash_survived',
      value: sum((round) => round.kills),
      unit: 'count',
      note: `SIGKILLs at random moments in ${jobs}, with ${sum(({ reorgs }) => reorgs)} reorganisations, ${faults}; seed ${seed}; no job lost, nothing paid for twice, no collateral forfeited`,
      command: 'npm run campaign:crash',
    },
  ])
}

function readRounds(file: string): PlayedCrashes[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PlayedCrashes[]
  } catch {
    return []
  }
}
