/** One node of a tree: a branch goes to `below` where `row[feature] <= threshold`, else to `above`; a leaf has a value. */
export type TreeNode =
  | { readonly feature: number; readonly threshold: number; below: TreeNode; above: TreeNode }
  | { readonly value: number }

export type Ensemble = {
  /** One tree per class in each round. */
  readonly rounds: readonly (readonly TreeNode[])[]
}

export type BoostParameters = {
  readonly rows: readonly ArrayLike<number>[]
  readonly labels: readonly number[]
  readonly classes: number
  readonly rounds: number
  readonly depth: number
  /** How far each tree moves the scores, from 0 to 1. */
  readonly rate: number
}

/** Thresholds that are tried per feature, at most: quantiles of the rows. */
const BINS = 64
/** Keeps leaves of few rows small, and forbids leaves with less curvature than this. */
const SMOOTHING = 1
const LEAST_CURVATURE = 4

/**
 * Gradient boosting of classes: in each round a tree per class takes a step along the gradient of the cross entropy, with the leaf values
 * of Newton's method (Friedman 2001; the gains are those of Chen and Guestrin 2016). The same rows give the same trees.
 */
export function boost(parameters: BoostParameters): Ensemble {
  const { rows, labels, classes, rounds, depth, rate } = parameters
  const binned = new Bins(rows)
  const scores = Array.from({ length: classes }, () => new Float64Array(rows.length))
  const made: TreeNode[][] = []
  for (let round = 0; round < rounds; round++) {
    const shares = softmax(scores, rows.length)
    made.push(
      scores.map((score, k) => {
        const share = shares[k]!
        const gradient = share.map((p, i) => p - (labels[i] === k ? 1 : 0))
        const curvature = share.map((p) => Math.max(p * (1 - p), 1e-6))
        const all = Uint32Array.from(rows.keys())
        return grow(binned, { gradient, curvature, score, rate }, all, depth)
      }),
    )
  }
  return { rounds: made }
}

/** What an ensemble gives for a row: a number per class. */
export function scoresOf({ rounds }: Ensemble, row: ArrayLike<number>): number[] {
  return rounds[0]!.map((_, k) => rounds.reduce((sum, trees) => sum + valueAt(trees[k]!, row), 0))
}

function valueAt(tree: TreeNode, row: ArrayLike<number>): number {
  let node = tree
  while ('feature' in node) node = row[node.feature]! <= node.threshold ? node.below : node.above
  return node.value
}

type Descent = {
  readonly gradient: Float64Array
  readonly curvature: Float64Array
  /** The scores of the class, which each leaf moves. */
  readonly score: Float64Array
  readonly rate: number
}

function grow(bins: Bins, descent: Descent, members: Uint32Array, depth: number): TreeNode {
  const split = depth === 0 ? undefined : bestSplit(bins, descent, members)
  if (split === undefined) {
    const { gradient, curvature, score, rate } = descent
    const value = Math.fround(
      (-rate * sumOf(gradient, members)) / (sumOf(curvature, members) + SMOOTHING),
    )
    for (const i of members) score[i]! += value
    return { value }
  }
  const { feature, bin } = split
  const column = bins.columns[feature]!
  const part = (below: boolean) => members.filter((i) => column[i]! <= bin === below)
  return {
    feature,
    threshold: bins.thresholds[feature]![bin]!,
    below: grow(bins, descent, part(true), depth - 1),
    above: grow(bins, descent, part(false), depth - 1),
  }
}

function bestSplit(
  { columns, thresholds }: Bins,
  { gradient, curvature }: Descent,
  members: Uint32Array,
) {
  const total = [sumOf(gradient, members), sumOf(curvature, members)] as const
  const worth = (g: number, h: number) => (g * g) / (h + SMOOTHING)
  let best: { feature: number; bin: number } | undefined
  let most = 1e-6
  for (const [feature, column] of columns.entries()) {
    const g = new Float64Array(BINS + 1)
    const h = new Float64Array(BINS + 1)
    for (const i of members) {
      g[column[i]!]! += gradient[i]!
      h[column[i]!]! += curvature[i]!
    }
    let [left, weight] = [0, 0]
    for (let bin = 0; bin < thresholds[feature]!.length; bin++) {
      left += g[bin]!
      weight += h[bin]!
      if (weight < LEAST_CURVATURE || total[1] - weight < LEAST_CURVATURE) continue
      const gain = worth(left, weight) + worth(total[0] - left, total[1] - weight) - worth(...total)
      if (gain <= most) continue
      most = gain
      best = { feature, bin }
    }
  }
  return best
}

/** Each feature's numbers as which thresholds they exceed. */
class Bins {
  /** Per feature: half way between two numbers that occur. */
  readonly thresholds: readonly (readonly number[])[]
  readonly columns: readonly Uint8Array[]

  constructor(rows: readonly ArrayLike<number>[]) {
    const width = rows[0]!.length
    const features = Array.from({ length: width }, (_, feature) => rows.map((row) => row[feature]!))
    this.thresholds = features.map((numbers) => {
      const sorted = Float64Array.from(numbers).sort()
      const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!
      const chosen = new Set<number>()
      for (let bin = 1; bin < BINS; bin++) {
        const low = at(bin / BINS)
        const next = sorted.find((number) => number > low)
        if (next !== undefined) chosen.add((low + next) / 2)
      }
      return [...chosen].sort((a, b) => a - b)
    })
    this.columns = features.map((numbers, feature) => {
      const bounds = this.thresholds[feature]!
      return Uint8Array.from(numbers, (number) => {
        const bin = bounds.findIndex((bound) => number <= bound)
        return bin < 0 ? bounds.length : bin
      })
    })
  }
}

function sumOf(values: Float64Array, members: Uint32Array): number {
  let sum = 0
  for (const i of members) sum += values[i]!
  return sum
}

function softmax(scores: readonly Float64Array[], count: number): Float64Array[] {
  const shares = scores.map(() => new Float64Array(count))
  for (let i = 0; i < count; i++) {
    const most = Math.max(...scores.map((score) => score[i]!))
    const powers = scores.map((score) => Math.exp(score[i]! - most))
    const sum = powers.reduce((total, power) => total + power, 0)
    for (const [k, power] of powers.entries()) shares[k]![i] = power / sum
  }
  return shares
}
