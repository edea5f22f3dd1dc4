import { createRandom, type Random } from '../drawing/random.ts'
import { type Split, streams } from '../drawing/split.ts'
import { encodeWideRow } from '../encoding.ts'
import { features, labels } from './features.ts'

export type Payment = {
  /** In the units of `features`. */
  values: number[]
  /** The same, encoded: one little-endian i32 per feature. */
  bytes: Uint8Array
  /** The index in `labels` of what kind of payment it is. */
  label: number
}

export { features, labels } from './features.ts'

/** Makes up one payment; labels go round with the seed. */
export function drawPayment({ seed, split }: { seed: number; split: Split }): Payment {
  const random = createRandom({ seed, stream: streams.payments[split] })
  const label = seed % labels.length
  const values = pay(label, random)
  return { values, bytes: encodeWideRow(features, values), label }
}

/**
 * A customer with habits of their own, and a payment that keeps to them or is made by someone else: with a stolen card at tills, from
 * an account that was taken over, or by a program that tries numbers of cards with small amounts. Each is more or less bold.
 */
function pay(label: number, random: Random): number[] {
  const boldness = random.between(0.15, 1)
  const boldnessOf = (kind: (typeof labels)[number]) => (labels[label] === kind ? boldness : 0)
  const stolen = boldnessOf('stolen card')
  const taken = boldnessOf('account taken over')
  const testing = boldnessOf('card testing')
  // Many amounts and times are small and few are large: the product of uniform numbers is of that kind.
  const skewed = (most: number) => most * random.next() * random.next() * random.next()

  const usualAmount = 8 + skewed(400)
  const spread = 0.25 + 2.2 * random.next() * random.next()
  const habit = usualAmount * spread * (1 + 1.8 * random.next() * random.next())
  const amount =
    testing > 0
      ? random.between(0.5, 12) * (1.1 - 0.6 * testing)
      : habit * (1 + 5 * stolen * random.next() + 9 * taken * random.next())

  const atNight = random.chance(0.06 + 0.3 * stolen + 0.25 * taken + 0.4 * testing)
  const timeOfDay = atNight ? random.between(0, 360) : random.between(400, 1440)
  const sinceLastPayment =
    0.5 + skewed(9000) * (1 - 0.85 * stolen) * (1 - 0.5 * taken) * (1 - 0.985 * testing)
  const paymentsOfDay =
    random.integer(5) + Math.floor(7 * stolen * random.next() + 30 * testing * random.next())
  const declined = random.chance(0.04) ? 1 + random.integer(2) : 0
  const declinedOfHour =
    declined + Math.floor(3 * stolen * random.next() + 12 * testing * random.next())
  const travels = random.chance(0.05) ? skewed(6000) : 0
  const distance = skewed(60) + travels + 900 * stolen * random.next() * random.next()
  const accountAge = 5 + random.next() * random.next() * 4500
  const hoursOfDevice = accountAge * 24 * random.next()
  const sinceNewDevice =
    random.chance(0.96 * Math.min(1, 3 * taken)) || random.chance(0.05) ? skewed(90) : hoursOfDevice
  const failedLogins =
    (random.chance(0.08) ? 1 + random.integer(3) : 0) + Math.floor(9 * taken * random.next())
  const present = random.chance(stolen > 0 ? 0.85 : taken > 0 || testing > 0 ? 0.02 : 0.55)
  const disputedOfShop = skewed(3) + 2.5 * testing * random.next() + 1.2 * taken * random.next()
  return [
    amount,
    usualAmount,
    Math.floor(timeOfDay),
    sinceLastPayment,
    paymentsOfDay,
    declinedOfHour,
    distance,
    Math.floor(accountAge),
    sinceNewDevice,
    failedLogins,
    present ? 1 : 0,
    disputedOfShop,
  ]
}
