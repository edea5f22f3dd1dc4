import type { Random } from '../drawing/random.ts'
import { arrow } from './shapes/arrow.ts'
import { bird } from './shapes/bird.ts'
import { boat } from './shapes/boat.ts'
import { car } from './shapes/car.ts'
import { cat } from './shapes/cat.ts'
import { clock } from './shapes/clock.ts'
import { cup } from './shapes/cup.ts'
import { fish } from './shapes/fish.ts'
import { flower } from './shapes/flower.ts'
import { house } from './shapes/house.ts'
import { key } from './shapes/key.ts'
import { moon } from './shapes/moon.ts'
import { mushroom } from './shapes/mushroom.ts'
import type { Part } from './shapes/part.ts'
import { star } from './shapes/star.ts'
import { tree } from './shapes/tree.ts'
import { umbrella } from './shapes/umbrella.ts'

export type Shape = {
  label: string
  /** How far it is turned: 'little' for what has an upright, 'any' for what has none. */
  turn: 'little' | 'any'
  parts: (random: Random) => Part[]
}

/** The classes in the order of their labels. Parts are listed from back to front. */
export const shapes: readonly Shape[] = [
  { label: 'house', turn: 'little', parts: house },
  { label: 'tree', turn: 'little', parts: tree },
  { label: 'car', turn: 'little', parts: car },
  { label: 'boat', turn: 'little', parts: boat },
  { label: 'fish', turn: 'little', parts: fish },
  { label: 'bird', turn: 'little', parts: bird },
  { label: 'cup', turn: 'little', parts: cup },
  { label: 'key', turn: 'any', parts: key },
  { label: 'star', turn: 'any', parts: star },
  { label: 'moon', turn: 'any', parts: moon },
  { label: 'flower', turn: 'little', parts: flower },
  { label: 'clock', turn: 'little', parts: clock },
  { label: 'umbrella', turn: 'little', parts: umbrella },
  { label: 'arrow', turn: 'any', parts: arrow },
  { label: 'mushroom', turn: 'little', parts: mushroom },
  { label: 'cat', turn: 'little', parts: cat },
]
