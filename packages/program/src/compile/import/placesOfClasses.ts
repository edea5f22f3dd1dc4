import type { onnx } from 'onnx-proto'

/** Where a classifier has its classes: their names, or their numbers. */
const CLASSES: Readonly<Record<string, string>> = {
  TreeEnsembleClassifier: 'classlabels_int64s',
  LinearClassifier: 'classlabels_ints',
  SVMClassifier: 'classlabels_ints',
}

const INT64 = 7
const INTS = 7

/** What a classifier calls its classes, where those are not their places. */
function classesOf(node: onnx.INodeProto): string[] | undefined {
  const numbers = CLASSES[node.domain === 'ai.onnx.ml' ? (node.opType ?? '') : '']
  const attribute = (name: string) => node.attribute?.find((one) => one.name === name)
  const names = attribute('classlabels_strings')?.strings
  if (!numbers) return
  if (names?.length) return names.map((name) => new TextDecoder().decode(name))
  // Trees look the numbers of their classes up.
  if (node.opType === 'TreeEnsembleClassifier') return
  const labels = (attribute(numbers)?.ints ?? []).map(Number)
  return labels.every((label, place) => label === place) ? undefined : labels.map(String)
}

/** A classifier that answers with places. */
export function withPlaces(node: onnx.INodeProto): onnx.INodeProto {
  const classes = classesOf(node)
  const name = CLASSES[node.opType ?? '']
  if (!classes || !name) return node
  const others = (node.attribute ?? []).filter(
    (one) => one.name !== name && one.name !== 'classlabels_strings',
  )
  const places = { name, type: INTS, ints: classes.map((_, place) => place) }
  return { ...node, attribute: [...others, places] }
}

/**
 * A linear model or support vector machine that answers with the places of its classes, and what they are called. Text is
 * no number, and a program answers with numbers.
 */
export function answerWithPlaces(graph: onnx.IGraphProto): {
  graph: onnx.IGraphProto
  labels: string[] | undefined
} {
  const named = (graph.node ?? []).filter(
    (node) => /^(Linear|SVM)Classifier$/.test(node.opType ?? '') && classesOf(node),
  )
  const [first] = named
  if (!first) return { graph, labels: undefined }
  const answers = new Set(named.map(({ output }) => output?.[0] ?? ''))
  const output = (graph.output ?? []).map((value) =>
    answers.has(value.name ?? '')
      ? { ...value, type: { tensorType: { ...value.type?.tensorType, elemType: INT64 } } }
      : value,
  )
  const node = (graph.node ?? []).map((one) => (named.includes(one) ? withPlaces(one) : one))
  return { graph: { ...graph, node, output, valueInfo: [] }, labels: classesOf(first) }
}
