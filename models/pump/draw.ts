import { createRandom, type Random } from '../drawing/random.ts'
import { type Split, streams } from '../drawing/split.ts'
import { encodeRow } from '../encoding.ts'
import { features, labels } from './features.ts'

export type Reading = {
  /** In the units of `features`. */
  values: number[]
  /** The same, encoded: one byte a feature. */
  bytes: Uint8Array
  /** The index of the pump's condition in `labels`. */
  label: number
}

export { features, labels } from './features.ts'

/** Makes up one reading; labels go round with the seed. */
export function drawReading({ seed, split }: { seed: number; split: Split }): Reading {
  const random = createRandom({ seed, stream: streams.pump[split] })
  const label = seed % labels.length
  const values = read(label, random)
  return { values, bytes: encodeRow(features, values), label }
}

/** Makes up the readings of a split whose seeds are from (0 unless told) to from + count - 1. */
export function* drawReadings(parameters: {
  split: Split
  count: number
  from?: number
}): Generator<Reading> {
  const { split, count, from = 0 } = parameters
  for (let seed = from; seed < from + count; seed++) yield drawReading({ seed, split })
}

/** Head at no flow and full speed, in bar, and what the pump and an open valve lose at 1000 l/min. */
const SHUT_OFF_HEAD = 5.2
const PUMP_LOSS = 3.4
const OPEN_VALVE_LOSS = 2.2
/** Flow at full speed, in 1000 l/min, where the pump is most efficient. */
const BEST_FLOW = 0.75
const BEST_EFFICIENCY = 0.78

/**
 * A centrifugal pump against a valve: the flow settles where the pump's head (which falls with the
 * square of the flow, and grows with the square of the speed) equals the loss in the valve. A fault
 * of some severity, from hardly there to plain, moves what the sensors read.
 */
function read(label: number, random: Random): number[] {
  const severity = label === 0 ? 0 : random.between(0.2, 1)
  const faultOf = (condition: (typeof labels)[number]) =>
    labels[label] === condition ? severity : 0
  const wornBearing = faultOf('worn bearing')
  const cavitation = faultOf('cavitation')
  const blockedFilter = faultOf('blocked filter')
  const leakingSeal = faultOf('leaking seal')

  const speed = random.between(0.55, 1.1)
  const valve = random.between(0.25, 1)
  const fluid = random.between(8, 75) + (cavitation > 0 ? random.between(0, 12) : 0)
  const hours = 7200 * random.next() * (0.3 + 0.7 * random.next()) * (1 + 0.4 * wornBearing)
  const wear = hours / 7200
  const stance = 1 + 0.03 * random.normal()

  const head = SHUT_OFF_HEAD * stance * (1 - 0.04 * wear) * (1 - 0.22 * cavitation)
  const suctionLoss = 0.15 + 1.1 * blockedFilter + 0.1 * random.next()
  const valveLoss = OPEN_VALVE_LOSS / (valve * valve)
  const pumped = speed * Math.sqrt(head / (PUMP_LOSS + valveLoss + suctionLoss))
  const flow = pumped * (1 - 0.22 * leakingSeal)
  const lift = head * speed * speed - PUMP_LOSS * pumped * pumped
  const tank = random.between(0.15, 0.6) - 0.35 * cavitation
  const inlet = tank - suctionLoss * pumped * pumped
  const outlet = inlet + lift * (1 - 0.14 * leakingSeal)

  const offBest = pumped / speed - BEST_FLOW
  const efficiency = (BEST_EFFICIENCY - 0.9 * offBest * offBest) * (1 - 0.1 * cavitation)
  const power = (pumped * lift * 1.67) / efficiency + 0.5 * speed * (1 + 1.2 * wornBearing)
  const current = 3 + 1.55 * power

  const roughness = 0.9 + 0.7 * wear + 5 * offBest * offBest
  const shake = speed * speed * roughness
  const radial = shake + speed * (3.6 * wornBearing + 0.9 * cavitation + 0.5 * leakingSeal)
  const axial = 0.6 * shake + speed * (0.8 * wornBearing + 3.1 * cavitation)
  const bearing =
    18 + 0.35 * fluid + 22 * speed + 8 * wear + 26 * wornBearing * speed + 2 * leakingSeal
  const variation = 1.1 + 0.5 * wear + 7 * cavitation + 1.2 * blockedFilter + 1.1 * leakingSeal

  const near = (value: number, error: number) => value + error * random.normal()
  const about = (value: number, share: number) => value * (1 + share * random.normal())
  return [
    about(speed * 3000, 0.004),
    Math.min(100, near(valve * 100, 1.5)),
    about(flow * 1000, 0.012),
    Math.max(0, about(variation, 0.22)),
    Math.max(-0.97, near(inlet, 0.025)),
    near(outlet, 0.04),
    about(current, 0.03),
    about(radial, 0.16),
    about(axial, 0.16),
    near(bearing, 3),
    near(fluid, 1),
    hours,
  ]
}
