import { eight } from './skeletons/eight.ts'
import { five } from './skeletons/five.ts'
import { four } from './skeletons/four.ts'
import { nine } from './skeletons/nine.ts'
import { one } from './skeletons/one.ts'
import { seven } from './skeletons/seven.ts'
import { six } from './skeletons/six.ts'
import type { Style } from './skeletons/style.ts'
import { three } from './skeletons/three.ts'
import { two } from './skeletons/two.ts'
import { zero } from './skeletons/zero.ts'

/** The ways to write each digit; the index is the digit. */
export const styles: readonly (readonly Style[])[] = [
  zero,
  one,
  two,
  three,
  four,
  five,
  six,
  seven,
  eight,
  nine,
]
