import { NEVER, pullBack, type Reading } from './Reading.ts'
import type { LeafWeight, TreeNode, Trees } from './trees.ts'

/**
 * Trees as tables with a row for each state of a walk. In state n the walk looks at a feature and goes to child + 1 where its
 * integer is below the bound, else to child. A leaf's child is itself, and its bound is below every integer.
 */
export type TreeTable = {
  /** The first states are the roots, one for each tree. */
  trees: number
  features: Int32Array
  /** Whether states look at features of a second copy, after the first, in which a missing value is below every bound. */
  isDoubled: boolean
  bounds: Int32Array
  children: Int32Array
  /** What each state adds, where it is a leaf. */
  leaves: readonly (readonly LeafWeight[])[]
  /** How many moves the longest walk has. */
  levels: number
}

/** What a state comes from. Both sides of `==` lead to the same `no` node, so one of them only passes on to it. */
type Work =
  | { kind: 'node'; node: number }
  | {
      kind: 'branch'
      feature: number
      bound: number
      less: Work
      other: Work
      missing: 'less' | 'other'
    }
  | { kind: 'pass'; to: Work }

/**
 * A missing value is the greatest integer, so that it is below no bound; where it has to go the other way, the branch looks at a
 * copy of the feature in which it is the least one.
 *
 * @param readings how each feature's integers become the numbers that thresholds are compared with
 */
export function layTrees(trees: Trees, readings: readonly Reading[]): TreeTable {
  const states: Work[] = trees.roots.map((node) => ({ kind: 'node', node }))
  const placeOf = new Map<Work, number>(states.map((work, state) => [work, state]))
  const rows: { feature: number; bound: number; child: number; leaf: readonly LeafWeight[] }[] = []
  for (let state = 0; state < states.length; state++) {
    const work = states[state]
    if (!work) break
    const branch = work.kind === 'node' ? branchOf(trees.nodes[work.node], readings) : work
    if (branch.kind === 'leaf') {
      rows.push({ feature: 0, bound: NEVER, child: state, leaf: branch.weights })
    } else if (branch.kind === 'pass') {
      rows.push({ feature: 0, bound: NEVER, child: -1, leaf: [] })
    } else {
      const { bound, missing } = branch
      const isCopy = missing === 'less' && readings[branch.feature]?.keepsMissing
      const feature = branch.feature + (isCopy ? readings.length : 0)
      rows.push({ feature, bound, child: states.length, leaf: [] })
      for (const next of [branch.other, branch.less]) placeOf.set(next, states.push(next) - 1)
    }
  }
  // The node that is passed on to was placed after the state that passes, so its depth is known first.
  const depths = new Int32Array(rows.length)
  for (let state = rows.length - 1; state >= 0; state--) {
    const row = rows[state]
    const work = states[state]
    if (!row || row.child === state) continue
    if (work?.kind === 'pass') row.child = placeOf.get(work.to) ?? 0
    const beside = work?.kind === 'pass' ? row.child : row.child + 1
    depths[state] = 1 + Math.max(depths[row.child] ?? 0, depths[beside] ?? 0)
  }
  return {
    trees: trees.roots.length,
    features: Int32Array.from(rows, ({ feature }) => feature),
    isDoubled: rows.some(({ feature }) => feature >= readings.length),
    bounds: Int32Array.from(rows, ({ bound }) => bound),
    children: Int32Array.from(rows, ({ child }) => child),
    leaves: rows.map(({ leaf }) => leaf),
    levels: depths.reduce((most, depth) => Math.max(most, depth), 0),
  }
}

function branchOf(
  node: TreeNode | undefined,
  readings: readonly Reading[],
): Extract<Work, { kind: 'branch' }> | { kind: 'leaf'; weights: readonly LeafWeight[] } {
  if (!node || node.mode === 'leaf') return { kind: 'leaf', weights: node?.weights ?? [] }
  const { mode, feature, threshold } = node
  const reading = readings[feature]
  if (!reading) throw new Error(`There is no feature ${feature}.`)
  const yes: Work = { kind: 'node', node: node.yes }
  const no: Work = { kind: 'node', node: node.no }
  if (mode === '==' || mode === '!=') {
    const bounds = (['<', '<='] as const).map((kind) => pullBack(reading, kind, threshold).bound)
    const [inside, outside] = mode === '==' ? [yes, no] : [no, yes]
    const within: Work = {
      kind: 'branch',
      feature,
      bound: Math.max(...bounds),
      less: inside,
      other: outside,
      missing: (node.missing === 'yes') === (inside === yes) ? 'less' : 'other',
    }
    const before: Work = { kind: 'pass', to: outside }
    return {
      kind: 'branch',
      feature,
      bound: Math.min(...bounds),
      less: before,
      other: within,
      missing: 'other',
    }
  }
  const { bound, below } = pullBack(reading, mode === '<' || mode === '>=' ? '<' : '<=', threshold)
  const isTurned = (mode === '>' || mode === '>=') === below
  const [less, other] = isTurned ? [no, yes] : [yes, no]
  const missing = (node.missing === 'yes') === (less === yes) ? 'less' : 'other'
  return { kind: 'branch', feature, bound, less, other, missing }
}
