/** The large run of the randomized disputes: `npm run campaign:dispute -- --games 2000 [--seed 1] [--processes 2]`. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { playOnEveryCore } from './playOnEveryCore.ts'

const HELP = `npm run campaign:dispute [-- --games 2000] [--seed 1] [--processes n]

Plays randomized disputes against the real contracts on chains in these processes: random programs, lies, stalls, orders
of moves, honest and dishonest workers and challengers. Ends with an error that names the seed of a claim where the honest
side did not win, or an honest account ended below where it began.`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    games: { type: 'string', default: '2000' },
    seed: { type: 'string', default: process.env.ASSAY_SEED ?? '1' },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
})
const [games, seed, processes] = [values.games, values.seed, values.processes].map(Number)
if (values.help) {
  console.log(HELP)
} else if (![games, seed, processes].every((value) => Number.isInteger(value) && value! > 0)) {
  console.error('--games, --seed and --processes are whole numbers above 0; --help says more.')
  process.exitCode = 2
} else {
  console.log(`campaign of disputes: ASSAY_SEED=${seed}`)
  const start = performance.now()
  const campaign = await playOnEveryCore({ games: games!, seed: seed!, processes: processes! })
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  console.log(campaign)
  console.log(`${campaign.games} games, the honest side won every one (${seconds} s)`)
  process.exit(0)
}
