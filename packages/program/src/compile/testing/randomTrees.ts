import { floatOf, orderOf } from '../../orderedFloat.ts'
import { floats, randomFrom, type TestNode } from './onnxModel.ts'

export type RandomTrees = {
  /** The attributes of a TreeEnsembleClassifier or TreeEnsembleRegressor that tell of its nodes. */
  nodes: Required<TestNode>['attributes']
  /** Those of a TreeEnsemble; none where a tree is only a leaf. */
  indexed: Required<TestNode>['attributes']
  /** Trees and numbers of the leaves. */
  leaves: readonly { tree: number; node: number }[]
  thresholds: readonly number[]
}

const MODES = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT', 'BRANCH_EQ', 'BRANCH_NEQ']

/** Draws trees of all modes, whose thresholds are few, so that branches share them. */
export function randomTrees(parameters: {
  seed: number
  trees: number
  features: number
  depth: number
  modes?: readonly string[]
}): RandomTrees {
  const { seed, trees, features, depth, modes = MODES } = parameters
  const random = randomFrom(seed)
  const pick = (count: number) => Math.floor(random.next() * count)
  const thresholds = Float32Array.from({ length: 12 }, () => random.normal() * 10 ** (pick(7) - 3))
  thresholds.set([0, -0, 1e-42])
  const treeIds: number[] = []
  const nodeIds: number[] = []
  const featureIds: number[] = []
  const values: number[] = []
  const kinds: string[] = []
  const yes: number[] = []
  const no: number[] = []
  const leaves: { tree: number; node: number }[] = []
  for (let tree = 0; tree < trees; tree++) {
    const levels = [0]
    const first = treeIds.length
    for (let node = 0; node < levels.length; node++) {
      const level = levels[node] ?? 0
      const isLeaf = level > 0 && (level >= depth || random.next() < 0.2)
      treeIds.push(tree)
      nodeIds.push(node)
      kinds.push(isLeaf ? 'LEAF' : (modes[pick(modes.length)] ?? ''))
      featureIds.push(isLeaf ? 0 : pick(features))
      values.push(isLeaf ? 0 : (thresholds[pick(thresholds.length)] ?? 0))
      if (isLeaf) leaves.push({ tree, node })
      const child = () => (isLeaf ? 0 : levels.push(level + 1) - 1)
      yes[first + node] = child()
      no[first + node] = child()
    }
  }
  const nodes = {
    nodes_treeids: treeIds,
    nodes_nodeids: nodeIds,
    nodes_featureids: featureIds,
    nodes_values: { floats: values },
    nodes_modes: { strings: kinds },
    nodes_truenodeids: yes,
    nodes_falsenodeids: no,
  }
  return { nodes, indexed: indexTrees(), leaves, thresholds: [...thresholds] }

  function indexTrees() {
    const rank = new Map<number, number>()
    const leafRank = new Map<number, number>()
    for (const [place, kind] of kinds.entries()) {
      const ranks = kind === 'LEAF' ? leafRank : rank
      ranks.set(place, ranks.size)
    }
    const branches = [...rank.keys()]
    const start = (place: number) => treeIds.indexOf(treeIds[place] ?? 0)
    const child = (ids: readonly number[]) =>
      branches.map((place) => start(place) + (ids[place] ?? 0))
    const refer = (places: readonly number[]) =>
      places.map((place) => rank.get(place) ?? leafRank.get(place) ?? 0)
    const isLeaf = (places: readonly number[]) =>
      places.map((place) => (leafRank.has(place) ? 1 : 0))
    return {
      tree_roots: Array.from({ length: trees }, (_, tree) => rank.get(treeIds.indexOf(tree)) ?? 0),
      nodes_featureids: branches.map((place) => featureIds[place] ?? 0),
      nodes_modes: {
        tensor: {
          dtype: 'u8' as const,
          shape: [branches.length],
          data: Float64Array.from(branches, (place) => MODES.indexOf(kinds[place] ?? '')),
        },
      },
      nodes_splits: {
        tensor: floats(
          [branches.length],
          branches.map((place) => values[place] ?? 0),
        ),
      },
      nodes_truenodeids: refer(child(yes)),
      nodes_trueleafs: isLeaf(child(yes)),
      nodes_falsenodeids: refer(child(no)),
      nodes_falseleafs: isLeaf(child(no)),
    }
  }
}

/** Weights that a float32 adds up without rounding: 64ths. */
export function wholeWeights(seed: number, count: number, least = -64): number[] {
  const random = randomFrom(seed)
  return Array.from(
    { length: count },
    () => (least + Math.floor(random.next() * (65 - least))) / 64,
  )
}

/** Inputs at thresholds, one float32 beside them, and anywhere. */
export function hardInputs(
  seed: number,
  count: number,
  features: number,
  thresholds: readonly number[],
): Float32Array[] {
  const random = randomFrom(seed)
  const number = () => {
    const threshold = thresholds[Math.floor(random.next() * thresholds.length)] ?? 0
    const kind = random.next()
    if (kind < 0.6) return floatOf(orderOf(threshold) + Math.floor(random.next() * 3) - 1)
    if (kind < 0.7) return [-0, 0, Infinity, -Infinity, 1e-45][Math.floor(random.next() * 5)] ?? 0
    return random.normal() * 10 ** (Math.floor(random.next() * 7) - 3)
  }
  return Array.from({ length: count }, () => Float32Array.from({ length: features }, number))
}
