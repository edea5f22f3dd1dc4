import type { Constant } from '../floatGraph.ts'
import { NodeProblem, type NodeReader } from '../import/NodeReader.ts'
import { readTensor } from '../import/readTensor.ts'
import {
  type BranchMode,
  type LeafWeight,
  missingSide,
  type TreeNode,
  type Trees,
} from './trees.ts'

const MODES: Readonly<Record<string, BranchMode | 'leaf'>> = {
  BRANCH_LEQ: '<=',
  BRANCH_LT: '<',
  BRANCH_GTE: '>=',
  BRANCH_GT: '>',
  BRANCH_EQ: '==',
  BRANCH_NEQ: '!=',
  LEAF: 'leaf',
}

/** By the numbers that TreeEnsemble has for them. */
const NUMBERED_MODES = ['<=', '<', '>=', '>', '==', '!='] as const
const NUMBERED_TRANSFORMS = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'] as const

const MOST_NODES = 2 ** 22

/** The trees of a TreeEnsembleClassifier or TreeEnsembleRegressor, each node named by tree and number. */
export function readNamedTrees(
  node: NodeReader,
  parameters: { features: number; targets: number; prefix: 'class' | 'target' },
): Trees {
  const { features, targets, prefix } = parameters
  const treeIds = ints(node, 'nodes_treeids')
  const count = treeIds.length
  const list = (name: string) => ints(node, name, count)
  const nodeIds = list('nodes_nodeids')
  const featureIds = list('nodes_featureids')
  const yesIds = list('nodes_truenodeids')
  const noIds = list('nodes_falsenodeids')
  const modes = node.strings('nodes_modes') ?? []
  const tracks = optional(node, 'nodes_missing_value_tracks_true', count)
  const thresholds = floats(node, 'nodes_values', count)
  if (count === 0) throw new NodeProblem('it has no nodes')
  if (count > MOST_NODES)
    throw new NodeProblem(`it has ${count} nodes; at most ${MOST_NODES} are read`)
  if (modes.length !== count)
    throw new NodeProblem(`it has ${modes.length} nodes_modes for ${count} nodes`)
  const key = (tree: number, id: number) => `${tree} ${id}`
  const places = new Map<string, number>()
  const roots: number[] = []
  treeIds.forEach((tree, place) => {
    const name = key(tree, nodeIds[place] ?? 0)
    if (places.has(name)) throw new NodeProblem(`tree ${tree} has node ${nodeIds[place]} twice`)
    places.set(name, place)
    if (place === 0 || treeIds[place - 1] !== tree) roots.push(place)
  })
  if (new Set(roots.map((place) => treeIds[place])).size !== roots.length)
    throw new NodeProblem('the nodes of a tree do not stand together')
  const weights = readWeights(node, {
    prefix,
    targets,
    placeOf: (tree, id) => places.get(key(tree, id)),
  })
  const nodes = modes.map((text, place): TreeNode => {
    const mode = MODES[text]
    if (!mode) throw new NodeProblem(`the mode ${text} of a node is not supported`)
    if (mode === 'leaf') return { mode, weights: weights.get(place) ?? [] }
    const tree = treeIds[place] ?? 0
    const child = (id: number | undefined) => {
      const found = places.get(key(tree, id ?? -1))
      if (found === undefined)
        throw new NodeProblem(`tree ${tree} has no node ${id}, to which a branch leads`)
      return found
    }
    return {
      mode,
      feature: featureIds[place] ?? 0,
      threshold: thresholds[place] ?? 0,
      yes: child(yesIds[place]),
      no: child(noIds[place]),
      missing: missingSide(mode, Boolean(tracks[place])),
    }
  })
  const trees: Trees = {
    nodes,
    roots,
    targets,
    base: readBase(node),
    isAverage: readAggregate(node.string('aggregate_function', 'SUM')),
    postTransform: node.string('post_transform', 'NONE'),
  }
  checkTrees(trees, features)
  return trees
}

/** The trees of a TreeEnsemble, in which leaves have a list of their own. */
export function readIndexedTrees(node: NodeReader, features: number): Trees {
  const targets = node.int('n_targets', 0)
  if (targets < 1) throw new NodeProblem('it has no target')
  const featureIds = ints(node, 'nodes_featureids')
  const count = featureIds.length
  if (count > MOST_NODES)
    throw new NodeProblem(`it has ${count} nodes; at most ${MOST_NODES} are read`)
  const list = (name: string) => ints(node, name, count)
  const yes = { ids: list('nodes_truenodeids'), leaf: list('nodes_trueleafs') }
  const no = { ids: list('nodes_falsenodeids'), leaf: list('nodes_falseleafs') }
  const modes = tensor(node, 'nodes_modes', count)
  const tracks = optional(node, 'nodes_missing_value_tracks_true', count)
  const thresholds = tensor(node, 'nodes_splits', count)
  const leafTargets = ints(node, 'leaf_targetids')
  const leafWeights = tensor(node, 'leaf_weights', leafTargets.length)
  const leaves = leafTargets.map((target, leaf): TreeNode => {
    const weight = leafWeights[leaf] ?? 0
    return { mode: 'leaf', weights: [checkWeight({ target, weight }, targets)] }
  })
  const child = ({ ids, leaf }: typeof yes, place: number) => {
    const id = ids[place] ?? -1
    const end = leaf[place] ? leaves.length : count
    if (id < 0 || id >= end)
      throw new NodeProblem(`node ${place} leads to ${id}, which is not there`)
    return leaf[place] ? count + id : id
  }
  const nodes = Array.from({ length: count }, (_, place): TreeNode => {
    const mode = NUMBERED_MODES[modes[place] ?? -1]
    if (!mode) throw new NodeProblem(`the mode ${modes[place]} of a node is not supported`)
    return {
      mode,
      feature: featureIds[place] ?? 0,
      threshold: thresholds[place] ?? 0,
      yes: child(yes, place),
      no: child(no, place),
      missing: missingSide(mode, Boolean(tracks[place])),
    }
  })
  const roots = ints(node, 'tree_roots')
  if (roots.length === 0 || roots.some((root) => root < 0 || root >= count))
    throw new NodeProblem('a root of a tree is not one of its nodes')
  const aggregate = ['AVERAGE', 'SUM', 'MIN', 'MAX'][node.int('aggregate_function', 1)]
  const trees: Trees = {
    nodes: [...nodes, ...leaves],
    roots,
    targets,
    base: [],
    isAverage: readAggregate(aggregate ?? ''),
    postTransform: NUMBERED_TRANSFORMS[node.int('post_transform', 0)] ?? '',
  }
  checkTrees(trees, features)
  return trees
}

function readWeights(
  node: NodeReader,
  parameters: {
    prefix: 'class' | 'target'
    targets: number
    placeOf: (tree: number, id: number) => number | undefined
  },
): Map<number, LeafWeight[]> {
  const { prefix, targets, placeOf } = parameters
  const targetIds = ints(node, `${prefix}_ids`)
  const count = targetIds.length
  const treeIds = ints(node, `${prefix}_treeids`, count)
  const nodeIds = ints(node, `${prefix}_nodeids`, count)
  const values = floats(node, `${prefix}_weights`, count)
  const weights = new Map<number, LeafWeight[]>()
  targetIds.forEach((target, i) => {
    const place = placeOf(treeIds[i] ?? 0, nodeIds[i] ?? 0)
    if (place === undefined)
      throw new NodeProblem(
        `a weight belongs to node ${nodeIds[i]} of tree ${treeIds[i]}, which is not there`,
      )
    const weight = checkWeight({ target, weight: values[i] ?? 0 }, targets)
    const known = weights.get(place)
    if (known) known.push(weight)
    else weights.set(place, [weight])
  })
  return weights
}

function checkWeight(weight: LeafWeight, targets: number): LeafWeight {
  if (!Number.isInteger(weight.target) || weight.target < 0 || weight.target >= targets)
    throw new NodeProblem(`a leaf has a weight for ${weight.target}, of ${targets} targets`)
  if (!Number.isFinite(weight.weight))
    throw new NodeProblem('a weight of a leaf is not a finite number')
  return weight
}

/** Every branch looks at a feature that there is, and no node is reached twice. */
function checkTrees({ nodes, roots }: Trees, features: number): void {
  const reached = new Uint8Array(nodes.length)
  const pending = [...roots]
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    if (reached[place])
      throw new NodeProblem(`node #${place} is reached in two ways; trees are taken only`)
    reached[place] = 1
    const node = nodes[place]
    if (!node || node.mode === 'leaf') continue
    const { feature, threshold } = node
    if (!Number.isInteger(feature) || feature < 0 || feature >= features)
      throw new NodeProblem(`a branch looks at feature ${feature} of ${features}`)
    if (Number.isNaN(threshold)) throw new NodeProblem('a threshold is not a number')
    pending.push(node.no, node.yes)
  }
}

function readAggregate(aggregate: string): boolean {
  if (aggregate !== 'SUM' && aggregate !== 'AVERAGE')
    throw new NodeProblem(`trees are joined by ${aggregate}; sums and averages are supported`)
  return aggregate === 'AVERAGE'
}

function readBase(node: NodeReader): readonly number[] {
  return floats(node, 'base_values')
}

function ints(node: NodeReader, name: string, count?: number): number[] {
  const list = node.ints(name) ?? []
  checkCount(name, list.length, count)
  return list
}

function optional(node: NodeReader, name: string, count: number): number[] {
  return node.has(name) && (node.ints(name) ?? []).length > 0 ? ints(node, name, count) : []
}

/** A list of numbers, which from version 3 on may be a tensor, of doubles too. */
function floats(node: NodeReader, name: string, count?: number): number[] {
  const list = node.has(`${name}_as_tensor`)
    ? tensor(node, `${name}_as_tensor`, count)
    : (node.floats(name) ?? [])
  checkCount(name, list.length, count)
  return list
}

function tensor(node: NodeReader, name: string, count?: number): number[] {
  const proto = node.tensor(name)
  const constant: Constant | string = proto ? readTensor(proto, MOST_NODES) : 'it is missing'
  if (typeof constant === 'string') throw new NodeProblem(`attribute ${name}: ${constant}`)
  if (constant.dtype !== 'f32' && constant.dtype !== 'u8')
    throw new NodeProblem(`attribute ${name} is of ${constant.dtype}; single precision is taken`)
  checkCount(name, constant.data.length, count)
  return Array.from(constant.data)
}

function checkCount(name: string, count: number, wanted = count): void {
  if (count !== wanted) throw new NodeProblem(`it has ${count} ${name} where ${wanted} are needed`)
}
