import { cosine } from '../drawing/circle.ts'
import { createRandom, type Random } from '../drawing/random.ts'
import { type Split, streams } from '../drawing/split.ts'

/** Hours that the model is given, and those that it answers for. */
export const PAST = 168
export const AHEAD = 24

export type Series = {
  /** Demand in MW, the oldest hour first. */
  past: Float64Array
  /** What came after it. */
  ahead: Float64Array
}

/** Makes up one week of a town's demand for electricity and the day after it; it begins at any hour of any day. */
export function drawSeries({ seed, split }: { seed: number; split: Split }): Series {
  const demand = consume(createRandom({ seed, stream: streams.demand[split] }))
  return { past: demand.slice(0, PAST), ahead: demand.slice(PAST) }
}

const DAY = 24
/** Weather is older than the first hour that is given. */
const BEFORE = 72

/**
 * People get up, work, cook and sleep, later and less on the two days of a weekend; shops and factories rest then. Fronts of
 * weather come and go over days and make the town heat or cool. What single households do is noise, which lasts for some hours.
 */
function consume(random: Random): Float64Array {
  const start = random.integer(7 * DAY)
  const size = random.between(0.7, 1.3)
  const season = random.between(-4, 26)
  const swing = random.between(2, 6)
  const industry = random.between(60, 200)
  const homes = random.between(160, 260)
  const [heating, cooling] = [random.between(4, 9), random.between(5, 12)]

  const demand = new Float64Array(PAST + AHEAD)
  let front = 4 * random.normal()
  let turn = 0
  let felt = season
  let restless = 0
  for (let hour = -BEFORE; hour < demand.length; hour++) {
    const time = (start + hour + 7 * DAY) % (7 * DAY)
    const clock = time % DAY
    const isWeekend = time >= 5 * DAY
    turn = 0.94 * turn + 0.09 * random.normal()
    front = 0.992 * front + turn
    const outside = season + front + swing * cosine(((clock - 15) / DAY) * 2 * Math.PI)
    // Walls take a day to follow the air.
    felt += (outside - felt) / 10
    restless = 0.8 * restless + 3.5 * random.normal()
    const later = isWeekend ? 2 : 0
    const awake =
      0.35 +
      0.5 * bump(clock - 8 - later, 2) +
      0.75 * bump(clock - 19.5, 3) +
      0.3 * bump(clock - 13, 4)
    const work = isWeekend ? 0.35 : 0.4 + 0.6 * bump(clock - 12.5, 5)
    const cold = Math.max(0, 15 - felt)
    const hot = Math.max(0, felt - 21)
    const comfort = (heating * cold + cooling * hot) * (0.5 + 0.5 * awake)
    if (hour >= 0)
      demand[hour] = size * (180 + homes * awake + industry * work + comfort + restless)
  }
  return demand
}

/** 1 in the middle, a half at a width from it, over the clock's midnight too. */
function bump(distance: number, width: number): number {
  const around = distance - DAY * Math.round(distance / DAY)
  const share = around / width
  return 1 / (1 + share * share)
}
