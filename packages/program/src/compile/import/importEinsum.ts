import { sizeOf } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import type { Handler } from './importWindow.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

/** Sums of products that are named by letters, one for each axis. */
export const einsumHandlers: Record<string, Handler> = {
  Einsum: (builder, node) => {
    const equation = node.string('equation', '').replaceAll(' ', '')
    const [listed = '', given] = equation.split('->')
    const terms = listed.split(',').map((letters) => [...letters])
    const wanted = given === undefined ? onceNamed(terms) : [...given]
    const isPlain = [...terms, wanted].every(
      (letters) => new Set(letters).size === letters.length && letters.every((one) => one !== '.'),
    )
    if (!isPlain || terms.length > 2 || terms.length !== node.inputs.length) {
      throw new NodeProblem(
        `'${equation}' is not supported: at most two operands, each axis a letter of its own`,
      )
    }
    const operands = terms.map((letters, place) => {
      const others = [...wanted, ...terms.filter((_, other) => other !== place).flat()]
      return addUp(builder, node, { name: node.input(place) ?? '', letters }, others)
    })
    const [left, right] = operands
    if (!left) throw new NodeProblem('an operand is missing')
    const result = right ? multiply(builder, node, left, right, wanted) : left
    arrange(builder, node, result, wanted, node.output)
  },
}

type Named = { name: string; letters: readonly string[] }

/** The letters that one operand has, in the order of the alphabet. */
function onceNamed(terms: readonly (readonly string[])[]): string[] {
  const all = terms.flat()
  return [...new Set(all)].filter((one) => all.indexOf(one) === all.lastIndexOf(one)).sort()
}

/** The sum over the axes that nothing else has. */
function addUp(
  builder: GraphBuilder,
  node: NodeReader,
  { name, letters }: Named,
  others: readonly string[],
): Named {
  const axes = letters.flatMap((letter, axis) => (others.includes(letter) ? [] : [axis]))
  const { shape } = builder.type(name)
  if (shape.length !== letters.length) {
    throw new NodeProblem(`[${shape}] has ${shape.length} axes for '${letters.join('')}'`, name)
  }
  if (axes.length === 0) return { name, letters }
  const sums = builder.add(node, { op: 'Reduce', kind: 'sum', axes }, [name])
  const kept = letters.filter((_, axis) => !axes.includes(axis))
  const target = shape.filter((_, axis) => !axes.includes(axis))
  return { name: builder.reshape(node, sums, target), letters: kept }
}

function multiply(
  builder: GraphBuilder,
  node: NodeReader,
  left: Named,
  right: Named,
  wanted: readonly string[],
): Named {
  const shared = left.letters.filter((letter) => right.letters.includes(letter))
  const each = shared.filter((letter) => wanted.includes(letter))
  const summed = shared.filter((letter) => !wanted.includes(letter))
  const rows = left.letters.filter((letter) => !shared.includes(letter))
  const columns = right.letters.filter((letter) => !shared.includes(letter))
  const a = arrange(builder, node, left, [...each, ...rows, ...summed])
  const b = arrange(builder, node, right, [...each, ...summed, ...columns])
  const extents = new Map(
    [left, right].flatMap(({ name, letters }) =>
      builder.type(name).shape.map((extent, axis) => [letters[axis] ?? '', extent] as const),
    ),
  )
  const of = (letters: readonly string[]) => letters.map((letter) => extents.get(letter) ?? 1)
  const letters = [...each, ...rows, ...columns]
  if (summed.length + rows.length + columns.length === 0)
    return { name: builder.add(node, { op: 'Mul' }, [a, b]), letters }
  const leading = each.length > 0 ? [sizeOf(of(each))] : []
  const [m, k, n] = [rows, summed, columns].map((some) => sizeOf(of(some))) as [
    number,
    number,
    number,
  ]
  const product = builder.add(node, { op: 'MatMul' }, [
    builder.reshape(node, a, [...leading, m, k]),
    builder.reshape(node, b, [...leading, k, n]),
  ])
  return { name: builder.reshape(node, product, of(letters)), letters }
}

/** The axes in the order of these letters. */
function arrange(
  builder: GraphBuilder,
  node: NodeReader,
  { name, letters }: Named,
  wanted: readonly string[],
  output = builder.fresh(node.output),
): string {
  const permutation = wanted.map((letter) => letters.indexOf(letter))
  if (permutation.includes(-1) || permutation.length !== letters.length)
    throw new NodeProblem(`'${wanted.join('')}' is not made of '${letters.join('')}'`)
  return builder.add(node, { op: 'Transpose', permutation }, [name], { output })
}
