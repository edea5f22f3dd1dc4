import proto from 'onnx-proto'
import type { Ensemble, TreeNode } from './boost.ts'

const { onnx } = proto
const { AttributeType } = onnx.AttributeProto

/**
 * An ensemble as a TreeEnsembleClassifier (ai.onnx.ml 1) over one row of whole numbers, as scikit-learn and XGBoost are exported.
 * Its output is a score per class, before any softmax.
 */
export function treesToOnnx(
  { rounds }: Ensemble,
  { features, classes }: { features: number; classes: number },
): Uint8Array {
  const nodes = { tree: [], id: [], feature: [], mode: [], value: [], below: [], above: [] } as {
    [name in 'tree' | 'id' | 'feature' | 'value' | 'below' | 'above']: number[]
  } & { mode: string[] }
  const leaves = { tree: [], id: [], class: [], weight: [] } as {
    [name in 'tree' | 'id' | 'class' | 'weight']: number[]
  }
  for (const [round, trees] of rounds.entries())
    for (const [k, tree] of trees.entries()) addTree(tree, round * classes + k, k)

  function addTree(root: TreeNode, tree: number, k: number): void {
    let count = 0
    const add = (node: TreeNode): number => {
      const id = count++
      const isBranch = 'feature' in node
      const at = nodes.id.length
      nodes.tree.push(tree)
      nodes.id.push(id)
      nodes.mode.push(isBranch ? 'BRANCH_LEQ' : 'LEAF')
      nodes.feature.push(isBranch ? node.feature : 0)
      nodes.value.push(isBranch ? node.threshold : 0)
      nodes.below.push(0)
      nodes.above.push(0)
      if (isBranch) {
        nodes.below[at] = add(node.below)
        nodes.above[at] = add(node.above)
      } else {
        leaves.tree.push(tree)
        leaves.id.push(id)
        leaves.class.push(k)
        leaves.weight.push(node.value)
      }
      return id
    }
    add(root)
  }

  const ints = (name: string, values: readonly number[]) => ({
    name,
    type: AttributeType.INTS,
    ints: [...values],
  })
  const floats = (name: string, values: readonly number[]) => ({
    name,
    type: AttributeType.FLOATS,
    floats: [...values],
  })
  const text = (value: string) => new TextEncoder().encode(value)
  const type = (elemType: number, size: number) => ({
    tensorType: { elemType, shape: { dim: [{ dimValue: 1 }, { dimValue: size }] } },
  })
  const { INT32, FLOAT } = onnx.TensorProto.DataType
  return onnx.ModelProto.encode({
    irVersion: 7,
    producerName: 'assay',
    opsetImport: [
      { domain: '', version: 13 },
      { domain: 'ai.onnx.ml', version: 1 },
    ],
    graph: {
      name: 'trees',
      node: [
        {
          opType: 'TreeEnsembleClassifier',
          domain: 'ai.onnx.ml',
          name: 'trees',
          input: ['input'],
          output: ['label', 'scores'],
          attribute: [
            ints('nodes_treeids', nodes.tree),
            ints('nodes_nodeids', nodes.id),
            ints('nodes_featureids', nodes.feature),
            floats('nodes_values', nodes.value),
            { name: 'nodes_modes', type: AttributeType.STRINGS, strings: nodes.mode.map(text) },
            ints('nodes_truenodeids', nodes.below),
            ints('nodes_falsenodeids', nodes.above),
            ints('class_treeids', leaves.tree),
            ints('class_nodeids', leaves.id),
            ints('class_ids', leaves.class),
            floats('class_weights', leaves.weight),
            ints(
              'classlabels_int64s',
              Array.from({ length: classes }, (_, k) => k),
            ),
            { name: 'post_transform', type: AttributeType.STRING, s: text('NONE') },
          ],
        },
      ],
      input: [{ name: 'input', type: type(INT32, features) }],
      output: [{ name: 'scores', type: type(FLOAT, classes) }],
    },
  }).finish()
}
